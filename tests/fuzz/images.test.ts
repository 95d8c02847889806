import { attack } from './attack';

await attack('images');
