/** English for the palette of commands and for what is said about the program itself. */
export const desk = {
  palette: {
    title: 'Commands',
    search: 'What do you want to do?',
    none: 'Nothing is called that.',
    found: (n: number) => (n === 1 ? '1 command' : `${n} commands`),
    groups: { clip: 'This clip', selection: 'Selection', go: 'Go to', make: 'Make', show: 'Show', look: 'Look' },
    showFilter: (name: string) => `Show: ${name}`,
    theme: (name: string) => `Theme: ${name}`,
    language: (name: string) => `Language: ${name}`,
    server: (name: string) => `Use the server ${name}`,
    editServer: (name: string) => `Settings of ${name}`,
    preset: (name: string) => `Use the preset ${name}`,
    savedSearch: (name: string) => `Search: ${name}`,
    rate: (stars: string) => `Rate: ${stars}`,
    verb: (verb: string) => `Job: ${verb}`,
    clearSearch: 'Clear the search',
  },
} as const;
