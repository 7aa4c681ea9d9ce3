using System.Buffers;
using System.Net.Sockets;
using BotBottle.Proxy.Tests.Support;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Tests.Transport;

[Parallelizable(ParallelScope.All)]
public sealed class WireWriterTests
{
    private const int Record = 16 * 1024;

    [Test]
    public async Task Small_pieces_are_sent_in_one_write()
    {
        RecordingStream stream = new();
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        WireWriter writer = new(stream, new SocketStream(socket));
        writer.Write("head"u8);
        await writer.WriteAsync("body"u8.ToArray()).Within();
        writer.Write("\r\n"u8);
        Assert.That(stream.Writes, Is.Empty);
        await writer.FlushAsync().Within();
        Assert.That(stream.Writes, Is.EqualTo(new[] { 10 }));
        await writer.FlushAsync().Within();
        Assert.That(stream.Writes, Has.Count.EqualTo(1), "an empty write writes nothing");
    }

    [TestCase(0, Record, new[] { Record })]
    [TestCase(6, Record, new[] { Record, 6 })]
    [TestCase(6, 3 * Record, new[] { Record, 2 * Record, 6 })]
    [TestCase(Record, 10, new[] { Record, 10 })]
    [TestCase(Record + 9, 100, new[] { Record + 9, 100 })]
    [TestCase(0, 100_000, new[] { 6 * Record, 100_000 - (6 * Record) })]
    public async Task Large_pieces_are_sent_in_whole_records_and_in_order(int gathered, int piece, int[] writes)
    {
        RecordingStream stream = new();
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        WireWriter writer = new(stream, new SocketStream(socket));
        byte[] all = [.. Enumerable.Range(0, gathered + piece).Select(i => (byte)(i * 31))];
        writer.Write(all.AsSpan(0, gathered));
        await writer.WriteAsync(all.AsMemory(gathered)).Within();
        await writer.FlushAsync().Within();
        Assert.That(stream.Writes, Is.EqualTo(writes));
        Assert.That(stream.ToArray(), Is.EqualTo(all));
    }

    private sealed class RecordingStream : MemoryStream
    {
        public List<int> Writes { get; } = [];

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes.Add(buffer.Length);
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
