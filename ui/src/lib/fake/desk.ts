/**
 * The half of the fake engine that is about the program itself. `?settings=other`: the file that is loaded is none; `?settings=closed`:
 * the dialog for it is closed; `?models=own`: two files of descriptions, one of them broken; `?desktop=no_tray` or another reason: what the desktop cannot do.
 */
import type { Backend } from '../backend';
import type { DescriptionFile, DesktopView, ErrorCode, NotOffered, Settings } from '../generated/contract';
import { settings as first } from './fixtures';

/** The settings of a file in which nothing is as it is at first. */
const FROM_FILE: Partial<Settings> = {
  theme: 'light',
  language: 'zh-CN',
  proxy: 'socks5h://127.0.0.1:1080',
  routes: { 'https://relay.example': 'direct' },
  certificates: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
  shortcuts: { vary: 'Y' },
  notifications: false,
  background: true,
  keys_in_file: true,
  row_height: 280,
  ask_above: 20,
  budget: { micros: 9_500_000, currency: 'EUR' },
  recipe_in_files: false,
  downloads: 5,
  thumbnails: false,
  file_names: '{date}-{prompt}',
  zoom: 110,
};

const OWN_DESCRIPTIONS: DescriptionFile[] = [
  { name: 'learned.json', servers: [], models: [], lessons: 2, error: null },
  { name: 'my-gateway.json', servers: ['My gateway'], models: ['wan-3-pro', 'wan-3-fast'], lessons: 0, error: null },
  { name: 'new.json', servers: [], models: [], lessons: 0, error: 'unknown field `modells`, expected one of `servers`, `models`, `lessons` at line 1 column 11' },
];

type Desk = Pick<Backend, 'resetSettings' | 'exportSettings' | 'importSettings' | 'readLog' | 'openLogFolder' | 'programReport' | 'notify' | 'desktopView' | 'startAtLogin' | 'lookForUpdate' | 'installUpdate' | 'descriptions' | 'openDescriptions'>;

export function fakeDesk(query: URLSearchParams, settings: Settings, fail: (code: ErrorCode, message?: string | null, params?: Record<string, string>) => never): Desk {
  const reason = query.get('desktop') as NotOffered | null;
  let desktop: DesktopView = { background: reason === 'sandboxed' ? null : reason, at_login: false, at_login_refused: reason === 'no_tray' ? null : reason, updates: query.has('updates') ? 'releases.example' : null };
  return {
    resetSettings: async () => {
      desktop = { ...desktop, at_login: false };
      return Object.assign(settings, { ...first, theme: 'system', language: 'system', composer: settings.composer });
    },
    exportSettings: async () => true,
    importSettings: async () => {
      if (query.get('settings') === 'other') fail('invalid_value', null, { field: 'settings' });
      return query.get('settings') === 'closed' ? null : Object.assign(settings, FROM_FILE);
    },
    readLog: async () => [
      '2026-11-29T14:02:11.120Z  INFO rushes: the page has painted',
      '2026-11-29T14:02:14.801Z  INFO job{id=job_01}: sent',
      '2026-11-29T14:02:15.310Z  WARN job{id=job_01}: connecting to https://gateway.example/v1/videos?…',
      '2026-11-29T14:02:15.311Z ERROR authorization: …',
    ],
    openLogFolder: async () => undefined,
    programReport: async () => 'Rushes: 0.1.0\nSystem: Debian GNU/Linux 12 (bookworm), x86_64',
    notify: async () => undefined,
    descriptions: async () => (query.get('models') === 'own' ? OWN_DESCRIPTIONS : []),
    openDescriptions: async () => undefined,
    desktopView: async () => desktop,
    startAtLogin: async (on) => (desktop = { ...desktop, at_login: on }),
    lookForUpdate: async () => {
      if (query.get('updates') === 'unreachable') fail('update_unreachable', null, { host: 'releases.example' });
      return query.get('updates') === 'none' ? null : { version: '0.2.0', notes: 'Clips can be cut.\nThe wall is quicker.' };
    },
    installUpdate: async () => {
      const refused = query.get('updates');
      if (refused === 'waits') fail('update_waits');
      if (refused === 'forged') fail('update_not_signed', null, { host: 'releases.example' });
    },
  };
}
