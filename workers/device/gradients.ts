/** Registers tfjs's gradients in a browser; its build for Node needs another way (see `cli/nodePlatform`). */
import '@tensorflow/tfjs-core/dist/register_all_gradients';
