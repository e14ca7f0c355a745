/**
 * The package `web-push` with the names that its users import.
 *
 * @module
 */
import webPush from "web-push";

export const {
  encrypt,
  generateRequestDetails,
  generateVAPIDKeys,
  getVapidHeaders,
  sendNotification,
  setGCMAPIKey,
  setVapidDetails,
  supportedContentEncodings,
  WebPushError,
} = webPush;

export default webPush;
