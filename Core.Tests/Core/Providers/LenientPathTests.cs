using BotBottle.Core.Providers;

namespace BotBottle.Core.Tests.Core.Providers;

[Parallelizable(ParallelScope.All)]
public sealed class LenientPathTests
{
    [TestCase("/v1/messages", "/v1/messages")]
    [TestCase("/v1/messages/", "/v1/messages")]
    [TestCase("//v1//messages", "/v1/messages")]
    [TestCase("/V1/Messages", "/v1/messages")]
    [TestCase("/v1;a=b/messages;c", "/v1/messages")]
    [TestCase("/v1%2Fmessages", "/v1/messages")]
    [TestCase("/v1%5Cmessages%5C", "/v1/messages")]
    [TestCase("/v1\\messages", "/v1/messages")]
    [TestCase("/v1/messages%3Bx", "/v1/messages")]
    [TestCase("/v1/models/m%3agenerate", "/v1/models/m:generate")]
    [TestCase("/v1/;x/messages", "/v1/messages")]
    [TestCase("/", "")]
    [TestCase("", "")]
    [TestCase("*", "/*")]
    [TestCase("v1", "/v1")]
    public void A_path_is_read_as_a_lenient_server_reads_it(string path, string read) => Assert.That(LenientPath.Of(path), Is.EqualTo(read));

    /// <summary>A path that was read once is not read differently again. A parameter, which changes nothing, forces the full decoding of every path.</summary>
    [Test]
    public void A_plain_path_is_unchanged([Range(1, 4)] int seed)
    {
        Random random = new(seed);
        const string letters = "ab/:-.~_%Z;";
        for (int i = 0; i < 2_000; i++)
        {
            string path = "/" + string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => letters[random.Next(letters.Length)]));
            Assert.That(LenientPath.Of(path), Is.EqualTo(LenientPath.Of(path + "/;")), path);
        }
    }
}
