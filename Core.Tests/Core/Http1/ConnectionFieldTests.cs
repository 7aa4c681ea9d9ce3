using BotBottle.Core.Http1;

namespace BotBottle.Core.Tests.Core.Http1;

public class ConnectionFieldTests
{
    [TestCase("HTTP/1.1", "", true)]
    [TestCase("HTTP/1.1", "Connection: keep-alive", true)]
    [TestCase("HTTP/1.1", "Connection: close", false)]
    [TestCase("HTTP/1.1", "Connection: keep-alive, CLOSE", false)]
    [TestCase("HTTP/1.1", "Connection: x|Connection: Close", false)]
    [TestCase("HTTP/1.1", "Connection: closed", true)]
    [TestCase("HTTP/1.1", "Proxy-Connection: close", true)]
    [TestCase("HTTP/1.0", "", false)]
    [TestCase("HTTP/1.0", "Connection: Keep-Alive", true)]
    [TestCase("HTTP/1.0", "Connection: keep-alive, close", false)]
    [TestCase("HTTP/1.0", "Proxy-Connection: keep-alive", false)]
    public void The_persistence_of_a_connection_is_read(string version, string fields, bool keeps)
    {
        var lines = fields.Length == 0 ? "" : fields.Replace("|", "\r\n") + "\r\n";
        Assert.That(Heads.Request($"GET / {version}\r\nHost: a\r\n{lines}\r\n").KeepsAlive, Is.EqualTo(keeps));
        Assert.That(Heads.Response($"{version} 200 OK\r\n{lines}\r\n").KeepsAlive, Is.EqualTo(keeps));
    }

    [TestCase("Connection: Upgrade|Upgrade: websocket", true)]
    [TestCase("Connection: keep-alive, upgrade|Upgrade: WebSocket", true)]
    [TestCase("Upgrade: websocket", false)]
    [TestCase("Connection: Upgrade", false)]
    [TestCase("Connection: Upgrade|Upgrade: websocket, h2c", false)]
    [TestCase("Connection: Upgrade|Upgrade: websocket|Upgrade: h2c", false)]
    [TestCase("Connection: Upgrade|Upgrade: h2c", false)]
    public void Upgrades_are_read(string fields, bool upgrades) =>
        Assert.That(
            ConnectionField.Upgrades(Heads.Request($"GET / HTTP/1.1\r\nHost: a\r\n{fields.Replace("|", "\r\n")}\r\n\r\n").Fields, "websocket"u8),
            Is.EqualTo(upgrades));
}
