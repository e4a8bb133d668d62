/**
 * The half of the fake engine that takes clips out of the library. `?export=closed` closes the dialog, `?export=slow` takes a
 * few seconds, `?export=full` ends in trouble and `?export=gone` misses a file.
 */
import type { Backend } from '../backend';
import type { AppEvent, ErrorCode, JobView, LeftOut } from '../generated/contract';
import { NAME_TOKENS } from '../names';

interface World {
  find: (id: string) => JobView;
  tell: (event: AppEvent) => void;
  fail(code: ErrorCode, message?: string | null, params?: Record<string, string>): never;
}

type Out = Pick<Backend, 'nameExample' | 'exportJobs' | 'showExport' | 'saveContact' | 'copyFiles'>;

const STEPS = 20;

export function fakeOut(query: URLSearchParams, { find, tell, fail }: World): Out {
  function name(template: string, job: JobView | null): string {
    const values: Record<string, string> = {
      date: '2026-11-21',
      time: '15-04-12',
      model: job?.model ?? 'sora-2',
      server: job?.server_name ?? 'Demo',
      prompt: (job?.prompt ?? 'a paper boat crosses a puddle').toLowerCase().replace(/[^\p{L}\d]+/gu, '-').slice(0, 48).replace(/-+$/, ''),
      seed: '4711',
      take: String(job?.take ?? 1),
      width: '1280',
      height: '720',
      seconds: '8',
      id: '7f3a9c',
    };
    const text = template.trim() === '' ? '{prompt}-{id}' : template.trim();
    const filled = text.replace(/\{\s*([^{}]*?)\s*\}/g, (_, token: string) => values[token] ?? fail('template_unknown', null, { name: token, allowed: NAME_TOKENS.map((one) => `{${one}}`).join(' ') }));
    if (/[{}]/.test(filled)) fail('template_unfinished');
    return `${filled}.mp4`;
  }

  return {
    nameExample: async (template, job) => name(template, job === null ? null : find(job)),
    exportJobs: async ({ jobs, names }) => {
      const how = query.get('export');
      const all = jobs.map(find);
      name(names, null);
      if (how === 'closed') return null;
      if (how === 'full') fail('no_room', null, { needed: '8412', free: '1204' });
      const total = all.reduce((sum, { video }) => sum + (video?.bytes ?? 0), 0);
      for (let step = 0; step <= STEPS; step += 1) {
        tell({ type: 'archive', progress: { work: 'export', done: (total / STEPS) * step, total } });
        await new Promise((resolve) => setTimeout(resolve, how === 'slow' ? 250 : 2));
      }
      tell({ type: 'archive', progress: null });
      const left = all.flatMap(({ id, prompt, video }, index): LeftOut[] => {
        if (video === null) return [{ job: id, prompt, reason: 'no_video' }];
        return how === 'gone' && index === 0 ? [{ job: id, prompt, reason: 'file_missing' }] : [];
      });
      if (left.length === all.length) fail('nothing_to_export');
      return { folder: '/home/kim/Videos/Rushes 2026-11-21', clips: all.length - left.length, bytes: total, left_out: left };
    },
    showExport: async () => undefined,
    copyFiles: async (jobs) => jobs.map(find).filter(({ video }) => video !== null).length,
    saveContact: async () => query.get('export') !== 'closed',
  };
}
