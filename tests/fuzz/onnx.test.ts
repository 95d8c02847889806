import { attack } from './attack';

await attack('onnx');
