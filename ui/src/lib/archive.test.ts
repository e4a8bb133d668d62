import { describe, expect, it, vi } from 'vitest';
import { Archive, part, type ArchiveEnd } from './archive.svelte';
import type { Backend } from './backend';
import type { BackupContents, BackupMade } from './generated/contract';

const made: BackupMade = { at: 1, name: 'a.tar', files: 1, bytes: 1, videos: true, left_out: 0 };
const contents: BackupContents = { name: 'a.tar', made_at: null, version: null, clips: 1, files: 1, bytes: 1, videos: true };
const refused = { code: 'folder_not_empty', message: null, http_status: null, params: {} };

function archive(backend: Partial<Backend>, ended: (end: ArchiveEnd) => void = () => undefined): Archive {
  return new Archive(backend as Backend, ended);
}

describe('work with backups', () => {
  it('says nothing when the dialog was closed', async () => {
    const ended = vi.fn();
    const work = archive({ backUp: () => Promise.resolve(null) }, ended);
    await work.backUp(true);
    expect([work.end, ended.mock.calls.length]).toEqual([null, 0]);
  });

  it('knows the last backup once it is written', async () => {
    const view = { folder: '/a', clips: 1, bytes: 1, free: null, backup: null };
    const work = archive({ backUp: () => Promise.resolve(made), libraryView: () => Promise.resolve(view) });
    await work.refresh();
    await work.backUp(true);
    expect(work.view?.backup).toEqual(made);
  });

  it('keeps what was found in a backup when a folder is refused', async () => {
    const work = archive({ pickBackup: () => Promise.resolve(contents), restoreBackup: () => Promise.reject(refused as unknown as Error) });
    await work.pick();
    await work.restore();
    expect([work.end?.kind, work.contents]).toEqual(['failed', contents]);
  });

  it('forgets what was found when another file is no backup', async () => {
    const pick = vi.fn<Backend['pickBackup']>().mockResolvedValueOnce(contents).mockRejectedValueOnce({ ...refused, code: 'backup_broken' });
    const work = archive({ pickBackup: pick });
    await work.pick();
    await work.pick();
    expect(work.contents).toBeNull();
  });

  it('takes the question back when the work ends', () => {
    const work = archive({});
    work.handle({ type: 'quit_asked', leaving: null });
    work.handle({ type: 'archive', progress: null });
    expect(work.quitAsked).toBe(false);
  });

  it('lets the question about live jobs stand when the backup ends', () => {
    const work = archive({});
    work.handle({ type: 'quit_asked', leaving: { live: 2, unsent: 0, expires_at: null } });
    work.handle({ type: 'archive', progress: null });
    expect(work.quitAsked).toBe(true);
  });

  it('tells how far it is only where the whole is known', () => {
    expect([part({ work: 'backup', done: 0, total: 0 }), part({ work: 'backup', done: 3, total: 4 })]).toEqual([null, 0.75]);
  });
});
