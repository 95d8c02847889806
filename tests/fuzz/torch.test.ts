import { attack } from './attack';

await attack('torch');
