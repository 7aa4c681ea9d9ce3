using System.Text;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Tests.Core.Scan;

[Parallelizable(ParallelScope.All)]
public sealed class SecretSearchTests
{
    private const string Secret = "sk-ant+api/03=x~\"y";

    private static readonly SecretSearch Search = new(Secret);

    [Test]
    public void A_secret_is_found_in_plain_text_and_common_encodings()
    {
        Assert.That(Search.IsIn(Bytes($"a {Secret} b")), Is.True);
        Assert.That(
            Search.IsIn(
                Bytes(System.Text.Json.JsonSerializer.Serialize(Secret).Replace("\\u0022", "\\\"", StringComparison.Ordinal)
                    .Replace("\\u002B", "+", StringComparison.Ordinal).Replace("/", "\\/", StringComparison.Ordinal))), Is.True);
        Assert.That(Search.IsIn(Bytes("?q=" + Uri.EscapeDataString(Secret))), Is.True);
        for (int before = 0; before < 7; before++)
        {
            for (int after = 0; after < 4; after++)
            {
                string text = Convert.ToBase64String(Bytes(new string('x', before) + Secret + new string('y', after)));
                Assert.That(Search.IsIn(Bytes(text)), Is.True, text);
                Assert.That(Search.IsIn(Bytes(text.Replace('+', '-').Replace('/', '_'))), Is.True, text);
            }
        }
    }

    [TestCase("sk-ant+api/03=x~\"")]
    [TestCase("k-ant+api/03=x~\"y")]
    [TestCase("SK-ANT+API/03=X~\"Y")]
    [TestCase("")]
    public void Other_text_is_not_found(string text) => Assert.That(Search.IsIn(Bytes(text)), Is.False);

    [TestCase("abc", 0)]
    [TestCase("abc s", 1)]
    [TestCase("abc sk-", 3)]
    [TestCase("sk-ant+api/03=x~\"", 17)]
    [TestCase("sk-ant+api/03=x~\"z", 0)]
    [TestCase("sk-sk-an", 5)]
    public void A_possible_beginning_at_the_end_is_counted(string text, int begun) =>
        Assert.That(Search.Begun(Bytes(text)), Is.InRange(begun, Math.Max(begun, 2)), "a Base64 form may begin in one or two letters of any text");

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
