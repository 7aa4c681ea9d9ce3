using System.Buffers;
using System.Text;
using BotBottle.Core.Http1;

namespace BotBottle.Core.Tests.Core.Http1;

public class ChunkWriterTests
{
    [TestCase(1, "1\r\n")]
    [TestCase(255, "ff\r\n")]
    [TestCase(long.MaxValue, "7fffffffffffffff\r\n")]
    public void Size_lines_are_written(long size, string written)
    {
        var output = new ArrayBufferWriter<byte>();
        ChunkWriter.WriteStart(output, size);
        Assert.That(Encoding.ASCII.GetString(output.WrittenSpan), Is.EqualTo(written));
    }

    [Test]
    public void An_empty_chunk_is_rejected() =>
        Assert.That(() => ChunkWriter.WriteStart(new ArrayBufferWriter<byte>(), 0), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Written_chunks_can_be_read_back()
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
