/** Tests speak every language from their first line on. */
import { learn } from './index';

await learn('en');
await learn('zh-CN');
