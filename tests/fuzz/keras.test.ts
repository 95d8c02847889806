import { attack } from './attack';

await attack('keras');
