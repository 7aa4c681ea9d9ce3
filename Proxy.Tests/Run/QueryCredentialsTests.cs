using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Tests.Run;

[Parallelizable(ParallelScope.All)]
public sealed class QueryCredentialsTests
{
    [TestCase(null, null)]
    [TestCase("", "")]
    [TestCase("a=b", "a=b")]
    [TestCase("key=x", null)]
    [TestCase("a=b&key=x&c", "a=b&c")]
    [TestCase("KEY=x&%6bEy=y&ke%79=z&a", "a")]
    [TestCase("keys=x&mykey=y&a=key", "keys=x&mykey=y&a=key")]
    [TestCase("%6=x&%zz=y&key", "%6=x&%zz=y")]
    public void Keys_of_any_spelling_are_removed(string? query, string? expected) =>
        Assert.That(QueryCredentials.Strip(query), Is.EqualTo(expected));
}
