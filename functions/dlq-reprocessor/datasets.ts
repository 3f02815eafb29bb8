import type { Dataset } from '../../shared/dataset.ts';
import { chatMessage } from '../../shared/datasets/chat-message.ts';

/** The datasets that delivery streams carry, by name. */
export const datasets: Readonly<Record<string, Dataset>> = { [chatMessage.name]: chatMessage };
