using System.Text;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Tests.Core.Routes;

[Parallelizable(ParallelScope.All)]
public sealed class LfsBatchTests
{
    [TestCase("""{"operation":"download","transfers":["basic"],"objects":[{"oid":"12","size":3}]}""", true)]
    [TestCase("""{"objects":[{"operation":"upload"}],"operation":"download"}""", true)]
    [TestCase("""{"operation":"upload","objects":[]}""", false)]
    [TestCase("""{"operation":"download","operation":"upload"}""", false)]
    [TestCase("""{"operation":"upload","operation":"download"}""", false)]
    [TestCase("""{"operation":"download","Operation":"upload"}""", false)]
    [TestCase("""{"oper\u0061tion":"download"}""", false)]
    [TestCase("""{"operation":"Download"}""", false)]
    [TestCase("""{"operation":["download"]}""", false)]
    [TestCase("""{"operation":null}""", false)]
    [TestCase("""[{"operation":"download"}]""", false)]
    [TestCase("""{"operation":"download"}{"operation":"upload"}""", false)]
    [TestCase("""{"operation":"download" """, false)]
    [TestCase("{}", false)]
    [TestCase("", false)]
    public void Only_a_plain_batch_is_a_download_at_every_split(string body, bool downloads)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        for (int size = 1; size <= Math.Max(1, bytes.Length); size++)
        {
            LfsBatch batch = new();
            foreach (byte[] piece in bytes.Chunk(size))
            {
                batch.Append(piece);
            }

            Assert.That(batch.Downloads, Is.EqualTo(downloads), $"{size}");
        }
    }
}
