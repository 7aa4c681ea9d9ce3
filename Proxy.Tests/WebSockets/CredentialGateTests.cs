using System.Text;
using BotBottle.Core.Routes;
using BotBottle.Core.Scan;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Tests.Support;
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
    public async Task A_credential_passes_at_no_split(string message, bool passes)
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

    [TestCase(WebSocketOpcode.Ping)]
    [TestCase(WebSocketOpcode.Pong)]
    [TestCase(WebSocketOpcode.Close)]
    public async Task A_control_frame_does_not_return_a_credential(WebSocketOpcode opcode)
    {
        TaskCompletionSource<WebSocketPeer> accepted = new();
        TaskCompletionSource done = new();
        await using Outside outside = await Outside.WithAsync(
            async peer =>
            {
                accepted.SetResult((await WebSocketPeer.AcceptAsync(peer)).Socket);
                await done.Task;
            },
            new TestProxyOptions
            {
                Credentials = [], Routes = "routes:\n- {host: bearer.example, auth_scheme: Bearer, token_env: TOKEN}\n",
                Secrets = [new RouteSecret("TOKEN", Secret)],
            });
        await using WebSocketPeer client = await WebSocketPeer.OpenAsync(outside.Proxy, "bearer.example", "/socket");
        WebSocketPeer upstream = await accepted.Task.Within();
        await (opcode == WebSocketOpcode.Close ? upstream.CloseAsync(4001, $"bad header 'Bearer {Secret}'") : upstream.SendAsync(opcode, "Bearer " + Secret));
        if (opcode != WebSocketOpcode.Close)
        {
            await upstream.SendTextAsync("behind it");
        }
        Assert.That(await client.ReadAsync(), Is.EqualTo(opcode == WebSocketOpcode.Close ? "close:1008 the reason was withheld" : "text:behind it"));
        done.SetResult();
    }
}
