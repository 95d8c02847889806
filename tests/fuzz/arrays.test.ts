import { attack } from './attack';

await attack('arrays');
