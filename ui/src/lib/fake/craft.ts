/** The fake engine's prompts, presets, snippets and lists. `?craft=full` has some of each, `?presets=newer` and `?presets=invalid` a file that is refused. */
import type { Backend } from '../backend';
import type { CreateJobs, ErrorCode, Preset, PreviewView, Snippet, UsedPrompt } from '../generated/contract';
import { mayDraw } from '../snippets';

/** The lists that there are, with their lines. */
const LISTS: Readonly<Record<string, readonly string[]>> = { colour: ['crimson', 'indigo', 'ochre'], hollow: [] };
const LIST = /(\\*)__(?!_)((?:(?!__)[\p{L}\p{N}_-])+)(?<!_)__/gu;

export type Fail = (code: ErrorCode, message?: string | null, params?: Record<string, string>) => never;

/** The first line of each list in its place; says what is wrong with a list. */
export function drawnFrom(prompt: string, fail: Fail): string {
  return prompt.replaceAll(LIST, (found: string, slashes: string, name: string) => {
    const kept = slashes.slice(0, Math.floor(slashes.length / 2));
    if (slashes.length % 2 === 1) return kept + found.slice(slashes.length);
    const lines = LISTS[name] ?? fail('wildcard_unknown', null, { name });
    return kept + (lines[0] ?? fail('wildcard_empty', null, { name }));
  });
}

/** How long it gets at most. */
export function longestOf(prompt: string): number {
  const longest = (name: string) => Math.max(0, ...(LISTS[name] ?? []).map((line) => [...line].length));
  const drawn = prompt.replaceAll(LIST, (found: string, slashes: string, name: string) => (slashes === '' ? 'x'.repeat(longest(name)) : found.slice(1)));
  return [...drawn.trim()].length;
}

export function previewOf(request: CreateJobs, base: string, fail: Fail): PreviewView {
  const prompt = request.sweep?.wildcards === true ? drawnFrom(request.prompt, fail) : request.prompt;
  const size = request.size ? `${request.size.width}x${request.size.height}` : '';
  return {
    curl: `curl ${base}/videos \\\n  -H "Authorization: Bearer $RUSHES_API_KEY" \\\n  --form-string 'model=${request.model}' \\\n  --form-string 'prompt=${prompt}' \\\n  --form-string 'seconds=${request.seconds ?? ''}' --form-string 'size=${size}'`,
    python: `import os\n\nfrom openai import OpenAI\n\nclient = OpenAI(\n    base_url="${base}",\n    api_key=os.environ["RUSHES_API_KEY"],\n    max_retries=0,  # a second request may be charged too\n)\nvideo = client.videos.create(\n    prompt=${JSON.stringify(prompt)},\n    model=${JSON.stringify(request.model)},\n)\nprint(video.id, video.status)\n`,
    sdk: true,
    prompt,
    drawn: request.sweep?.wildcards === true && mayDraw(request.prompt) && prompt !== request.prompt,
  };
}

type Part = Pick<
  Backend,
  'copyRequest' | 'listPrompts' | 'keepPrompt' | 'forgetPrompt' | 'listPresets' | 'savePreset' | 'removePreset' | 'listSnippets' | 'saveSnippet' | 'removeSnippet' | 'listWildcards' | 'exportPresets' | 'importPresets'
>;

export function fakeCraft(query: URLSearchParams, now: number, fail: Fail): Part & { note(request: CreateJobs): void } {
  const full = query.get('craft') === 'full';
  let prompts: UsedPrompt[] = !full
    ? []
    : ['A lighthouse in a storm, slow push in', 'A {calico|tabby} cat asleep on a warm piano', '雨后的小巷，一只纸船顺水漂流，微距镜头'].map((text, index) => ({ text, used_at: now - (index + 1) * 7_200_000, favourite: index === 1 }));
  const settings = { server: 'srv_relay', server_name: 'relay', model: 'sora-2', prompt: null, size: { width: 720, height: 1280 }, aspect: null, tier: null, seconds: 12, takes: 2, params: {}, extra: [], also: {} };
  let presets: Preset[] = !full
    ? []
    : [
        { id: 'set_1', name: 'Vertical, 12 s', settings },
        { id: 'set_2', name: '横屏草稿', settings: { ...settings, server: null, server_name: 'elsewhere', model: 'wan2.6-t2v', size: { width: 1280, height: 720 }, seconds: 15, takes: 1, prompt: 'a draft' } },
      ];
  let snippets: Snippet[] = full ? [{ name: 'film', text: '35 mm film, fine grain, halation' }, { name: '慢镜头', text: '慢镜头，浅景深' }] : [];
  let ids = 10;

  return {
    note: ({ prompt }) => {
      prompts = [{ text: prompt, used_at: Date.now(), favourite: prompts.some((one) => one.text === prompt && one.favourite) }, ...prompts.filter((one) => one.text !== prompt)];
    },
    copyRequest: async () => undefined,
    listPrompts: async () => [...prompts].sort((a, b) => b.used_at - a.used_at),
    keepPrompt: async (prompt) => {
      prompts = [...prompts.filter((one) => one.text !== prompt.text), prompt];
    },
    forgetPrompt: async (text) => {
      prompts = prompts.filter((one) => one.text !== text);
    },
    listPresets: async () => presets,
    savePreset: async (draft) => {
      const name = draft.name.trim();
      if (presets.some((one) => one.id !== draft.id && one.name.toLowerCase() === name.toLowerCase())) fail('preset_name_taken', null, { name });
      const saved: Preset = { id: draft.id ?? `set_${(ids += 1)}`, name, settings: { ...draft.settings, extra: draft.settings.extra.filter((field) => !/key|token/i.test(field.name)) } };
      const at = presets.findIndex((one) => one.id === saved.id);
      if (at >= 0) presets = presets.map((one) => (one.id === saved.id ? saved : one));
      else presets = presets.toSpliced(draft.place ?? presets.length, 0, saved);
      return saved;
    },
    removePreset: async (id) => {
      presets = presets.filter((one) => one.id !== id);
    },
    listSnippets: async () => [...snippets].sort((a, b) => a.name.localeCompare(b.name)),
    saveSnippet: async (snippet, old) => {
      snippets = [...snippets.filter((one) => one.name !== old && one.name !== snippet.name), snippet];
      return snippet;
    },
    removeSnippet: async (name) => {
      snippets = snippets.filter((one) => one.name !== name);
    },
    listWildcards: async () => (full ? Object.entries(LISTS).map(([name, lines]) => ({ name, lines: lines.length })) : []),
    exportPresets: async () => true,
    importPresets: async () => {
      if (query.get('presets') === 'newer') fail('presets_newer');
      if (query.get('presets') === 'invalid') fail('preset_invalid', null, { name: 'Vertical', detail: 'takes' });
      presets = [...presets, { id: `set_${(ids += 1)}`, name: 'From a file', settings }];
      return { presets: 1, snippets: 0, known: 2 };
    },
  };
}
