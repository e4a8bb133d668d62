/** A recipe as it comes out of somebody else's video: for a model of its own, with a picture that is here and one that is not. */
import type { RecipeView, StagedPicture } from '../generated/contract';

export function fakeRecipe(picture: StagedPicture): RecipeView {
  return {
    prompt: 'A heron lifts off over a foggy lake',
    model: 'wan2.2-ti2v-5b',
    size: { width: 1280, height: 704 },
    aspect: null,
    tier: null,
    seconds: 5,
    params: { seed: 4711, negative_prompt: 'rain', motion: 3 },
    extra: { loop: true },
    pictures: [
      { role: 'first', fit: 'pad', staged: picture },
      { role: 'last', fit: 'crop', staged: null },
    ],
    left_out: ['callback_url'],
  };
}
