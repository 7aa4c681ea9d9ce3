using System.Text;
using BotBottle.Core.Scan;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.WebSockets;

namespace BotBottle.Proxy.Tests.WebSockets;

[Parallelizable(ParallelScope.All)]
public sealed class CredentialGateTests
{
    private const string Secret = "sk-the-hosts-own-key-0123456789";

    [TestCase("hello", true)]
    [TestCase("sk-the-hosts-own", true)]
    [TestCase("keys begin in sk-the-hosts- as you know", true)]
    [TestCase("your key is sk-the-hosts-own-key-0123456789", false)]
    [TestCase("sk-the-hosts-own-key-01234567", false)]
    public async Task Credential_passes_at_no_split(string message, bool passes)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(message);
        for (int size = 1; size <= bytes.Length; size++)
        {
            CredentialGate gate = new(new SecretSearch(Secret), new OpenGate());
            int forwarded = 0;
            foreach (byte[] piece in bytes.Chunk(size))
            {
                GateVerdict verdict = await gate.TakeAsync(new MessagePiece(piece, WebSocketOpcode.Text, forwarded == 0, false), null!);
                if (verdict.Action != GateAction.Forward)
                {
                    Assert.That((verdict.Action, verdict.CloseCode), Is.EqualTo((GateAction.End, CloseCode.PolicyViolation)));
                    break;
                }
                forwarded += piece.Length;
            }
            Assert.That(forwarded == bytes.Length, Is.EqualTo(passes), $"{size}");
        }
    }
}
