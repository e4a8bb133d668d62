/**
 * How a picture gets into a slot of the form: a file, the clipboard, an address, a frame of a clip. The engine reads and keeps
 * it; what is shown of it is none of this.
 */
import type { JobView, Role, StagedPicture } from './generated/contract';
import { isPicture } from './media';
import { readAddress, type ChosenClip, type ClipFrame, type ClipSource, type Slot } from './slots';
import type { Desk } from './toasts.svelte';

/** Characters of a prompt by which a picture of its clip is called. */
const CLIP_NAME = 40;

/** What draws frames: fetched when the first one is wanted. */
const camera = () => import('./capture');

export class Pictures {
  /** The slot under the pointer, for drops and pastes that name none. */
  slotUnderPointer: Role | null = null;

  /** Pictures of clips that are being taken just now. */
  taking = $state(0);

  constructor(private readonly desk: Desk) {}

  async stage(file: File, role: Role | null): Promise<void> {
    await this.desk.attempt(async () => {
      const picture = await this.desk.backend.stagePicture(new Uint8Array(await file.arrayBuffer()), file.name);
      this.placePicture(picture, role);
    });
  }

  /** Something was pasted of which the page can read at most the text. */
  async paste(text: string): Promise<void> {
    if (readAddress(text) !== null) return this.useAddress(text, null);
    await this.desk.attempt(async () => {
      const picture = await this.desk.backend.pastePicture();
      if (picture !== null) this.placePicture(picture, null);
    });
  }

  /** An address that was dropped or pasted: the picture itself, or the address for a model that takes nothing else. */
  async useAddress(text: string, role: Role | null): Promise<void> {
    const { desk } = this;
    desk.composerShown = true;
    const address = readAddress(text);
    if (desk.composer.description?.local_pictures === false && address !== null) {
      const wanted = desk.composer.roleFor(role ?? this.slotUnderPointer);
      if (wanted === null) desk.say(desk.t.toast.noSlot);
      else desk.composer.link(address.href, wanted);
      return;
    }
    await desk.attempt(async () => {
      const picture = await desk.backend.stageAddress(text);
      if (picture === null) desk.say(desk.t.notices.picture_refused);
      else this.placePicture(picture, role);
    });
  }

  /** A picture of a clip: a first frame goes on where the clip ends, a last frame leads to where it begins. */
  async useClip(job: JobView, role: Role | null): Promise<void> {
    const { video } = job;
    const wanted = this.desk.composer.roleFor(role);
    if (video === null) return;
    if (wanted === null) return this.desk.say(this.desk.t.toast.noSlot);
    const name = [...job.prompt].slice(0, CLIP_NAME).join('');
    if (isPicture(video)) {
      const still = async () => (await camera()).takeStill(this.desk.backend.mediaUrl(video.id));
      await this.#place(wanted, null, name, still);
      return;
    }
    await this.useFrame({ video: video.id, poster: job.poster, name, frame: wanted === 'first' ? 'last' : 'first', job: job.id }, wanted);
  }

  /** Another picture of the same clip in the place of one. */
  async useFrame(clip: ChosenClip, role: Role, old: Slot | null = null): Promise<void> {
    const { backend } = this.desk;
    const take = async (frame: ClipFrame) => {
      const { takeFrame, takeStill } = await camera();
      return frame === 'poster' ? takeStill(backend.mediaUrl(clip.poster ?? '')) : takeFrame(backend.mediaUrl(clip.video), frame);
    };
    if (await this.#place(role, clip, clip.name, () => take(clip.frame), old)) return;
    // A webview that cannot play it has its still all the same.
    const still: ClipSource = { ...clip, frame: 'poster' };
    if (clip.poster !== null && clip.frame !== 'poster' && (await this.#place(role, still, clip.name, () => take('poster'), old))) return;
    this.desk.say(this.desk.t.pictures.noFrame);
  }

  placePicture(picture: StagedPicture, role: Role | null): void {
    this.desk.composerShown = true;
    if (!this.desk.composer.place(picture, role ?? this.slotUnderPointer)) this.desk.say(this.desk.t.toast.noSlot);
  }

  /** False: no picture could be taken. */
  async #place(role: Role, clip: ClipSource | null, name: string, take: () => Promise<Uint8Array>, old: Slot | null = null): Promise<boolean> {
    const { desk } = this;
    let bytes: Uint8Array;
    this.taking += 1;
    try {
      bytes = await take();
    } catch (thrown) {
      void desk.backend.log('warn', `frame: ${String(thrown)}`).catch(() => undefined);
      return false;
    } finally {
      this.taking -= 1;
    }
    await desk.attempt(async () => {
      const picture = await desk.backend.stagePicture(bytes, `${name}.png`);
      desk.composerShown = true;
      if (old !== null && desk.composer.slots.includes(old)) desk.composer.replace(old, picture, clip);
      else desk.composer.place(picture, role, clip);
    });
    return true;
  }
}
