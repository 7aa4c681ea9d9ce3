using System.Buffers;
using System.Text;
using BotBottle.Core.Http1;

namespace BotBottle.Core.Tests.Core.Http1;

public class ChunkWriterTests
{
    [TestCase(1, "1\r\n")]
    [TestCase(255, "ff\r\n")]
    [TestCase(long.MaxValue, "7fffffffffffffff\r\n")]
    public void Size_lines(long size, string written)
    {
        var output = new ArrayBufferWriter<byte>();
        ChunkWriter.WriteStart(output, size);
        Assert.That(Encoding.ASCII.GetString(output.WrittenSpan), Is.EqualTo(written));
    }

    [Test]
    public void A_chunk_of_nothing_would_end_the_body() =>
        Assert.That(() => ChunkWriter.WriteStart(new ArrayBufferWriter<byte>(), 0), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void What_is_written_is_read_back()
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var data in new[] { "hello", "\r\n", new string('x', 70000) })
        {
            ChunkWriter.WriteStart(output, data.Length);
            output.Write(Encoding.ASCII.GetBytes(data));
            ChunkWriter.WriteEnd(output);
        }

        ChunkWriter.WriteLast(output);
        var outcome = Bodies.Run(MessageFraming.Chunked, [new ReadOnlySequence<byte>(output.WrittenMemory)]);
        Assert.That((outcome.Content, outcome.Status), Is.EqualTo(("hello\r\n" + new string('x', 70000), BodyStatus.Done)));
    }
}
