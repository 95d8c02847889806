import { attack } from './attack';

await attack('doors');
