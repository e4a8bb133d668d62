/** English counts: `1 clip`, `1,200 clips`. */
import { whole } from '../intl';

export const count = (n: number, one: string, other: string): string => `${whole(n, 'en')} ${n === 1 ? one : other}`;
