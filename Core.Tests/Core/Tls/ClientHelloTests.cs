using System.Buffers;
using System.Net.Security;
using BotBottle.Core.Tls;

namespace BotBottle.Core.Tests.Core.Tls;

[Parallelizable(ParallelScope.All)]
public sealed class ClientHelloTests
{
    [TestCase("www.example.com")]
    [TestCase("WWW.Example.com")]
    public async Task The_server_name_is_found_at_every_split(string host)
    {
        byte[] hello = await HelloAsync(host);
        for (int length = 0; length < hello.Length; length++)
        {
            Assert.That(Read(hello.AsMemory(0, length), out _), Is.EqualTo(ClientHelloStatus.NeedMore), $"of {length}");
        }
        Assert.That(Read(hello, out string? name), Is.EqualTo(ClientHelloStatus.Found));
        Assert.That(name, Is.EqualTo(host));
        Assert.That(Read((byte[])[.. hello, .. "more"u8], out name), Is.EqualTo(ClientHelloStatus.Found));
        Assert.That(name, Is.EqualTo(host));
    }

    [Test]
    public async Task The_server_name_is_found_for_any_division_into_records()
    {
        byte[] hello = await HelloAsync("www.example.com");
        byte[] message = hello[5..];
        foreach (int size in new[] { 1, 2, 7, 100, message.Length - 1 })
        {
            List<byte> records = [];
            foreach (byte[] part in message.Chunk(size))
            {
                records.AddRange([0x16, 3, 1, (byte)(part.Length >> 8), (byte)part.Length, .. part]);
            }
            Assert.That(Read(records.ToArray(), out string? name), Is.EqualTo(ClientHelloStatus.Found), $"records of {size}");
            Assert.That(name, Is.EqualTo("www.example.com"));
        }
    }

    [Test]
    public void The_server_name_after_a_large_key_share_is_found()
    {
        byte[] hello = Build([(0xFE00, new byte[6000]), (0, ServerName("x.example"))]);
        Assert.That(Read(hello, out string? name), Is.EqualTo(ClientHelloStatus.Found));
        Assert.That(name, Is.EqualTo("x.example"));
    }

    [Test]
    public void A_hello_without_a_server_name_is_complete()
    {
        Assert.That(Read(Build([(0xFE00, [1, 2])]), out string? name), Is.EqualTo(ClientHelloStatus.Found));
        Assert.That(name, Is.Null);
    }

    [TestCase(true)]
    [TestCase(true, "http/1.1")]
    [TestCase(true, "h2", "http/1.1")]
    [TestCase(true, "h2", "http/1.1", "x")]
    [TestCase(false, "h2")]
    [TestCase(false, "http/1.1x", "http/1.0", "HTTP/1.1")]
    public void The_offer_of_http_1_1_is_read(bool offered, params string[] protocols)
    {
        (int, byte[])[] extensions = [(0, ServerName("x.example")), .. protocols.Length == 0 ? [] : new[] { (16, Protocols(protocols)) }];
        ClientHelloStatus status = ClientHello.Read(new ReadOnlySequence<byte>(Build(extensions)), out ClientHelloFacts facts);
        Assert.That(status, Is.EqualTo(ClientHelloStatus.Found));
        Assert.That(facts, Is.EqualTo(new ClientHelloFacts("x.example", offered)));
    }

    private static IEnumerable<TestCaseData> Malformed()
    {
        yield return new TestCaseData("GET / HTTP/1.1\r\n"u8.ToArray()).SetArgDisplayNames("http");
        yield return new TestCaseData((byte[])[0x16, 2, 0, 0, 5, 1, 0, 0, 1, 0]).SetArgDisplayNames("version");
        yield return new TestCaseData((byte[])[0x16, 3, 1, 0, 0]).SetArgDisplayNames("empty record");
        yield return new TestCaseData((byte[])[0x16, 3, 1, 0xFF, 0xFF]).SetArgDisplayNames("large record");
        yield return new TestCaseData((byte[])[0x16, 3, 1, 0, 5, 2, 0, 0, 1, 0]).SetArgDisplayNames("server hello");
        yield return new TestCaseData((byte[])[0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0]).SetArgDisplayNames("too short");
        yield return new TestCaseData(Build([(0, ServerName("a")), (0, ServerName("b"))])).SetArgDisplayNames("two names");
        yield return new TestCaseData(Build([(0, [0, 0])])).SetArgDisplayNames("no name in the list");
        yield return new TestCaseData(Build([(0, [0, 4, 0, 0, 1, (byte)'a', 9])])).SetArgDisplayNames("more in the list");
        yield return new TestCaseData(Build([(0, [0, 4, 1, 0, 1, (byte)'a'])])).SetArgDisplayNames("another type of name");
        yield return new TestCaseData(Build([(16, Protocols("h2")), (16, Protocols("h2"))])).SetArgDisplayNames("two lists of protocols");
        yield return new TestCaseData(Build([(16, [0, 0])])).SetArgDisplayNames("no protocol in the list");
        yield return new TestCaseData(Build([(16, [0, 1, 0])])).SetArgDisplayNames("empty protocol");
        yield return new TestCaseData(Build([(16, [0, 2, 2, (byte)'h'])])).SetArgDisplayNames("protocol cut short");
        yield return new TestCaseData(Build([(16, [0, 2, 1, (byte)'h', 0])])).SetArgDisplayNames("more behind the protocols");
    }

    [TestCaseSource(nameof(Malformed))]
    public void Anything_else_is_invalid(byte[] bytes) =>
        Assert.That(Read(bytes, out _), Is.EqualTo(ClientHelloStatus.Invalid));

    [TestCase(0x00, 0xFF, 0xF2, ClientHelloStatus.NeedMore)]
    [TestCase(0x00, 0xFF, 0xF3, ClientHelloStatus.Invalid)]
    [TestCase(0xFF, 0xFF, 0xFF, ClientHelloStatus.Invalid)]
    public void A_too_long_hello_is_invalid_from_its_length_field(int high, int middle, int low, ClientHelloStatus expected) =>
        Assert.That(Read((byte[])[0x16, 3, 1, 0x40, 0, 1, (byte)high, (byte)middle, (byte)low], out _), Is.EqualTo(expected));

    [Test]
    public void A_hello_in_too_many_records_is_invalid()
    {
        byte[] record = [0x16, 3, 1, 0, 1, 0];
        byte[] wire = [.. Enumerable.Repeat(record, ClientHello.MaxRecords + 1).SelectMany(bytes => bytes)];
        (wire[5], wire[17]) = (1, 0x20);
        Assert.That(Read(wire.AsMemory(0, record.Length * ClientHello.MaxRecords), out _), Is.EqualTo(ClientHelloStatus.NeedMore));
        Assert.That(Read(wire, out _), Is.EqualTo(ClientHelloStatus.Invalid));
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(16 * 1024)]
    public void A_hello_sent_byte_by_byte_is_parsed_only_a_few_times(int record)
    {
        byte[] message = Build([(0xFE00, new byte[1900]), (0, ServerName("x.example"))])[5..];
        byte[] wire = [.. message.Chunk(record).SelectMany(part => (byte[])[0x16, 3, 1, (byte)(part.Length >> 8), (byte)part.Length, .. part])];
        int looks = 0;
        int needed = 0;
        ClientHelloStatus status = ClientHelloStatus.NeedMore;
        for (int length = 1; length <= wire.Length && status == ClientHelloStatus.NeedMore; length++)
        {
            if (length >= needed)
            {
                looks++;
                status = ClientHello.Read(new ReadOnlySequence<byte>(wire, 0, length), out _, out needed);
            }
        }
        Assert.That(status, Is.EqualTo(ClientHelloStatus.Found));
        Assert.That(looks, Is.LessThan(100));
    }

    private static ClientHelloStatus Read(ReadOnlyMemory<byte> bytes, out string? name)
    {
        ClientHelloStatus status = ClientHello.Read(new ReadOnlySequence<byte>(bytes), out ClientHelloFacts facts);
        name = facts.ServerName;
        return status;
    }

    private static byte[] Protocols(params string[] names)
    {
        byte[] list = [.. names.SelectMany(name => (byte[])[(byte)name.Length, .. System.Text.Encoding.ASCII.GetBytes(name)])];
        return [(byte)(list.Length >> 8), (byte)list.Length, .. list];
    }

    private static byte[] ServerName(string name) =>
        [0, (byte)(name.Length + 3), 0, 0, (byte)name.Length, .. System.Text.Encoding.ASCII.GetBytes(name)];

    private static byte[] Build((int Type, byte[] Data)[] extensions)
    {
        byte[] block = [.. extensions.SelectMany(extension => (byte[])
            [(byte)(extension.Type >> 8), (byte)extension.Type, (byte)(extension.Data.Length >> 8), (byte)extension.Data.Length, .. extension.Data])];
        byte[] body = [3, 3, .. new byte[32], 0, 0, 2, 0x13, 1, 1, 0, (byte)(block.Length >> 8), (byte)block.Length, .. block];
        byte[] message = [1, 0, (byte)(body.Length >> 8), (byte)body.Length, .. body];
        return [0x16, 3, 1, (byte)(message.Length >> 8), (byte)message.Length, .. message];
    }

    /// <summary>The first bytes of the framework's own client.</summary>
    private static async Task<byte[]> HelloAsync(string host)
    {
        CapturingStream capture = new();
        using SslStream tls = new(capture);
        Task handshake = tls.AuthenticateAsClientAsync(host);
        byte[] hello = await capture.Written.Task;
        Assert.That(() => handshake, Throws.InstanceOf<IOException>());
        return hello;
    }

    /// <summary>A stream that records the first write and then ends.</summary>
    private sealed class CapturingStream : MemoryStream
    {
        public TaskCompletionSource<byte[]> Written { get; } = new();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written.TrySetResult(buffer.ToArray());
            return ValueTask.CompletedTask;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(0);
    }
}
