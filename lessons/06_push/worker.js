// Lesson 6, the naive service worker; exercise 6.3 mends it.
self.addEventListener("push", (event) => {
  const { from, text } = event.data.json();
  event.waitUntil(self.registration.showNotification(from, { body: text }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(self.registration.scope));
});
