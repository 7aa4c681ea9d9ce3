using System.Text;
using BotBottle.Core.Dlp;
using BotBottle.Fuzz;

namespace BotBottle.Core.Tests.Core.Dlp;

/// <summary>Each row in the places of requests, at each split, and encoded.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class TokenPlaceTests
{
    private static readonly DlpDetectors Detectors = new(true, [], [], [], new byte[32]);
    private static readonly (string Token, TokenRule Rule)[] Samples = [.. TokenSamples.OfEveryRow()];

    private static IEnumerable<TestCaseData> EveryRow() =>
        Samples.DistinctBy(sample => sample.Rule.Id).Select(sample => new TestCaseData(sample.Token, sample.Rule.Id).SetArgDisplayNames(sample.Rule.Id));

    // Base64 is no proof of a shape by itself: its parts must not be longer than the decoder looks.
    private static IEnumerable<TestCaseData> EveryEncodedRow() =>
        Samples.DistinctBy(sample => sample.Rule.Id).Where(sample => sample.Rule.IsEncoded)
            .Select(sample => new TestCaseData(sample.Token, sample.Rule.Id).SetArgDisplayNames(sample.Rule.Id));

    [TestCaseSource(nameof(EveryRow))]
    public void A_row_is_found_in_every_place(string token, string id)
    {
        string[] places =
        [
            $"{{\"content\":\"see {token}\"}}", $"{{\"key\":\"{token}\"}}", $"export KEY={token}\n", $"KEY='{token}'\n", $"X-Api-Key: {token}\r\n",
            $"/v1/items?key={token}&page=2", $"const key = `{token}`;", $"client({token})", $"a line\\n{token}\\n",
            $"https://api.example/v1/{token}", $"\u001b[32m{token}\u001b[0m",
        ];
        bool isMarked = TokenRules.All.Single(rule => rule.Id == id) is MarkedRule;
        foreach (string place in places.Where(place => !isMarked || !place.Contains("v1/" + token, StringComparison.Ordinal)))
        {
            Assert.That(Scan(place).Select(one => one.Rule), Does.Contain(id), place);
        }

        if (!isMarked && !token.Contains('/', StringComparison.Ordinal) && !token.Contains(':', StringComparison.Ordinal))
        {
            Assert.That(Scan($"https://{token}@git.example/a.git"), Is.Not.Empty);
            Assert.That(Scan($"https://robot:{token}@git.example/a.git"), Is.Not.Empty);
        }
    }

    /// <summary>A URL's finding begins with the password: it covers nothing of the user before it.</summary>
    [TestCaseSource(nameof(EveryRow))]
    public void A_token_as_the_user_of_a_URL_with_a_password_is_found_too(string token, string id)
    {
        // No key with a mark in its middle is looked for directly behind a slash.
        Assume.That(TokenRules.All.Single(rule => rule.Id == id), Is.Not.InstanceOf<MarkedRule>());
        Assume.That(TokenCharset.UserInfo.Run(Encoding.ASCII.GetBytes(token)), Is.EqualTo(token.Length).And.AtMost(96));
        byte[] text = Encoding.ASCII.GetBytes($"{{\"a\":\"https://{token}:q7Zt9xWm2L@git.example/a.git\"}}");
        IReadOnlyList<DlpFinding> whole = Detectors.Scan(text);
        Assert.That(whole[0].Rule, Is.EqualTo(id));
        Assert.That(whole[^1].Start + whole[^1].Length, Is.GreaterThanOrEqualTo(text.AsSpan().IndexOf("@git"u8)), "the password");
        for (int cut = 1; cut < text.Length; cut += 5)
        {
            Assert.That(ScannedPieces.Scan(Detectors, [text.AsMemory(0, cut), text.AsMemory(cut)]), Is.EqualTo(whole), $"cut at {cut}");
        }
    }

    [TestCaseSource(nameof(EveryRow))]
    public void A_row_is_found_at_every_split(string token, string id)
    {
        byte[] text = Encoding.ASCII.GetBytes($"{{\"a\":\"{token}\",\"b\":1}}");
        IReadOnlyList<DlpFinding> whole = Detectors.Scan(text);
        Assert.That(whole.Select(one => one.Rule), Does.Contain(id));
        for (int cut = 1; cut < text.Length; cut++)
        {
            Assert.That(ScannedPieces.Scan(Detectors, [text.AsMemory(0, cut), text.AsMemory(cut)]), Is.EqualTo(whole), $"cut at {cut}");
        }
    }

    [TestCaseSource(nameof(EveryEncodedRow))]
    public void A_row_is_found_in_Base64_and_hex(string token, string id)
    {
        for (int before = 1; before <= 3; before++)
        {
            byte[] text = Encoding.ASCII.GetBytes(new string(' ', before) + token + "  ");
            Assert.That(Scan($"a: {Convert.ToBase64String(text)} b").Select(one => one.Rule), Does.Contain(id));
            Assert.That(Scan($"a: {Convert.ToHexStringLower(text)} b").Select(one => one.Rule), Does.Contain(id));
        }
    }

    [TestCase("postgres://user:password@db/app")]
    [TestCase("postgres://postgres:postgres@localhost:5432/postgres")]
    [TestCase("mysql://root:${DB_PASSWORD}@db/app")]
    [TestCase("redis://:<password>@cache:6379")]
    [TestCase("amqp://guest:guest@localhost")]
    [TestCase("https://user:xxxxxxxx@example.com")]
    [TestCase("https://user:***@example.com")]
    [TestCase("mongodb+srv://admin:changeme123@cluster0.example.net")]
    [TestCase("https://alice:secret@example.com and https://bob:hunter2@example.com")]
    [TestCase("postgres://app:MySecretPassword@db")]
    [TestCase("https://example.com:8443/a@b")]
    [TestCase("http://localhost:3000 and someone@example.com")]
    [TestCase("{\"auth\":\"dXNlcjpwYXNzd29yZA==\",\"author\":\"someone\"}")]
    [TestCase("{\"auth\": \"QUJDREVGR0hJSktMTU5PUFFSU1RVVg==\"}")]
    [TestCase("?sig=abc&x=1")]
    [TestCase("12:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("PrivateKey = <your private key>")]
    [TestCase("-----BEGIN RSA PRIVATE KEY----- -----END RSA PRIVATE KEY-----")]
    [TestCase("-----BEGIN PRIVATE KEY-----\\nXXXX\\nXXXX\\n-----END PRIVATE KEY-----")]
    [TestCase("-----BEGIN PRIVATE KEY-----\nTHE KEY OF YOUR SERVER\n-----END PRIVATE KEY-----")]
    [TestCase("-----BEGIN RSA PRIVATE KEY-----\\nMIIEowIBAAKCAQEAqKpRgnn6yq26U3yt5YFZquyukfRjbMXDcNOK4rMCxDR...fvY4+te\\n-----END RSA PRIVATE KEY-----")]
    [TestCase("AKIA111111111EXAMPLE")]
    [TestCase("ACCAEXAMPLE123EXAMPLE and ASIAJEXAMPLEXEG2JICEA")]
    [TestCase("IQoJb3JpZ2luX2VjEOz////////////////////wEXAMPLEtMSJHMEUCIDoKK3JH9uGQE1z0sINr5M4jkNa8KHDcCYRVjJCZEvOAiEA3OvJGtw1EcViOleS2vhs8VaaA")]
    public void A_placeholder_is_silent(string text) => Assert.That(Scan($"see {text} for more"), Is.Empty);

    [TestCase("postgres://app:s3cr3tP4ssw0rd@db.internal:5432/app", "url-password")]
    [TestCase("redis://:q7Zt9xWm2L@cache:6379/0", "url-password")]
    [TestCase("mongodb+srv://admin:Tr0ub4dor&3x@cluster0.mongodb.net/?retryWrites=true", "url-password")]
    [TestCase("https://api.telegram.org/bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1/getMe", "telegram-token")]
    [TestCase("{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"cm9ib3Q6cTdadDl4V20yTDg4\"}}}", "docker-auth")]
    [TestCase("//registry.example/:_auth=cm9ib3Q6cTdadDl4V20yTDg4", "docker-auth")]
    [TestCase("https://a.blob.core.windows.net/c/b?sv=2022-11-02&sig=abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ%3D&se=x", "azure-sas")]
    [TestCase("MTA1NDYyMzQ1Njc4OTAxMjM0.GabcDE.abcdefghijklmnopqrstuvwxyz0123456789AB", "discord-token")]
    public void A_real_form_is_found(string text, string id) => Assert.That(Scan($"see {text} for more").Select(one => one.Rule), Is.EqualTo(new[] { id }));

    // As in YAML, with real and with escaped line ends; a mask of the first line alone would let the rest leave.
    [Test]
    public void An_indented_private_key_is_found_whole([Values("\n", "\r\n", "\\n")] string end, [Values(1, 4, 12)] int indent)
    {
        string line = end + new string(' ', indent);
        string lines = string.Join(line, Enumerable.Range(0, 20).Select(i => TokenSamples.Mixed(62) + $"{i:D2}"));
        string key = $"BEGIN PRIVATE KEY-----{line}{lines}{line}";
        string text = $"key: |{line}-----{key}-----END PRIVATE KEY-----{end}next: value of another kind";
        DlpFinding found = Scan(text).Single();
        Assert.That((found.Rule, found.Start, found.Length), Is.EqualTo(("private-key", (long)text.IndexOf("BEGIN", StringComparison.Ordinal), key.Length)));
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int cut = 1; cut < bytes.Length; cut += 7)
        {
            Assert.That(ScannedPieces.Scan(Detectors, [bytes.AsMemory(0, cut), bytes.AsMemory(cut)]), Is.EqualTo(new[] { found }), $"cut at {cut}");
        }
    }

    /// <summary>WebAssembly in Base64 is not random: small numbers are words of A, and the name of a table is text.</summary>
    [TestCase("AAAAAAAAAABAAAAAAAAAAAAAAAAAAADoPwAAAAAAAPA/AAAAAAAA8D8AAAAAAADw/")]
    [TestCase("ADXPxAAGwAAADIDAAAJAAAAVkFSQ0hBUm5vdCBpbXBAAAAAxAAAAAAAAKwAAAAn+")]
    public void A_row_without_a_proof_is_silent_in_base64_of_tables_and_found_behind_a_path(string before)
    {
        const string path = "/home/someone/projects/exampleApplication/frontend/source/components/2024/";
        foreach ((string token, TokenRule rule) in Samples.Where(sample => !sample.Rule.Anywhere && sample.Token.All(char.IsAsciiLetterOrDigit)))
        {
            Assert.That(Scan($"data {before}{token}").Select(one => one.Rule), Does.Not.Contain(rule.Id), token);
            Assert.That(Scan($"file {path}{token}").Select(one => one.Rule), Does.Contain(rule.Id), token);
        }
    }

    // Neither the finding nor the context shows the value.
    [Test]
    public void A_key_with_its_mark_in_the_middle_is_masked_behind_sixteen_characters()
    {
        (string token, _) = Samples.First(sample => sample.Rule.Id == "azure-account-key");
        DlpFinding found = Scan($"key: {token} ").Single();
        Assert.That((found.Start, found.Length), Is.EqualTo((5L + MarkedRule.Unheld, token.Length - MarkedRule.Unheld)));
        Assert.That(found.Context, Is.EqualTo("key: ***"));
        DlpDetectors allowing = new(true, [], [new(token, null)], [], new byte[32]);
        Assert.That(allowing.Scan(Encoding.ASCII.GetBytes($"key: {token} ")), Is.Empty, "the value is the whole key");
    }

    // An entry that no row finds would be of no use; as a known secret even a key of documentation is found.
    [Test]
    public void A_key_of_documentation_is_silent_and_has_the_shape_of_a_row()
    {
        Assert.That(ExampleKeys.All.Select(example => example.Value), Is.Unique);
        foreach (ExampleKey example in ExampleKeys.All)
        {
            Assert.That(Scan($"see \"{example.Value}\" for more"), Is.Empty, example.Value);
            string another = example.Value.EndsWith("==", StringComparison.Ordinal)
                ? example.Value[..^9] + "Zq7Rt9w=="
                : example.Value[..^6] + (example.Value[0] == 'A' ? "7777A2" : "7777a2");
            Assert.That(Scan($"see \"{another}\""), Is.Not.Empty, another);
            Assert.That(example.Source, Is.Not.Empty);
        }

        string known = ExampleKeys.All[0].Value;
        DlpDetectors detectors = new(true, [new KnownSecret("S", known)], [], [], new byte[32]);
        Assert.That(detectors.Scan(Encoding.ASCII.GetBytes(known)).Select(one => one.Rule), Does.Contain("S"));
    }

    private static IReadOnlyList<DlpFinding> Scan(string text) => Detectors.Scan(Encoding.UTF8.GetBytes(text));
}
