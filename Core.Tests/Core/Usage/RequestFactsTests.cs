using System.Text;
using System.Text.Json;
using BotBottle.Core.Providers;
using BotBottle.Core.Scan;
using BotBottle.Core.Tests.Core.Scan;
using BotBottle.Core.Usage;
using FsCheck;
using FsCheck.Fluent;



namespace BotBottle.Core.Tests.Core.Usage;

public sealed class RequestFactsTests
{
    private static readonly CallClass ModelCall = new(CallKind.ModelCall, CallFormat.OpenAiResponses);

    [Test]
    public void Facts_of_an_anthropic_request_are_read()
    {
        var facts = Read("""
            {"model":"claude-x","max_tokens":64000,"stream":true,"system":[{"type":"text","text":"max_tokens"}],
             "messages":[{"role":"user","content":"{\"model\":\"decoy\"}"},{"model":"decoy","max_tokens":1}],
             "tools":[{"name":"Bash","input_schema":{"type":"object","properties":{"type":{"type":"string"}}}},{"type":"web_search_20250305","name":"web_search"},
             {"type":"web_search_20250305"}],"metadata":{"user_id":"u","stream":false}}
            """);
        Assert.That((facts.Fault, facts.Model, facts.LimitOf(CallFormat.AnthropicMessages), facts.Stream, facts.Background),
            Is.EqualTo((RequestFault.None, "claude-x", 64_000L, true, false)));
        Assert.That(facts.Tools, Is.EqualTo(new[] { "web_search_20250305" }));
        Assert.That(facts.MustRefuse(ModelCall), Is.False);
    }

    [TestCase("max_tokens", 7L, 7L, null)]
    [TestCase("max_completion_tokens", null, 7L, null)]
    [TestCase("max_output_tokens", null, null, 7L)]
    public void A_limit_under_the_key_of_another_dialect_is_ignored(string key, long? anthropic, long? chat, long? responses)
    {
        var facts = Read($$"""{"model":"m","{{key}}":7}""");
        Assert.That(
            (facts.LimitOf(CallFormat.AnthropicMessages), facts.LimitOf(CallFormat.OpenAiChat), facts.LimitOf(CallFormat.OpenAiResponses), facts.LimitOf(
                CallFormat.Unknown)),
            Is.EqualTo((anthropic, chat, responses, (long?)null)));
    }

    [Test]
    public void Facts_of_gemini_requests_are_read()
    {
        var facts =
            Read(
                """{"contents":[{"role":"user","parts":[{"text":"hi"}]}],"generationConfig":{"maxOutputTokens":100,"candidateCount":2},"tools":[{"googleSearch":{}},{"functionDeclarations":[]}]}""");
        Assert.That((facts.Fault, facts.Model, facts.LimitOf(CallFormat.GeminiGenerateContent), facts.LimitOf(CallFormat.OpenAiChat), facts.HiddenInput),
            Is.EqualTo((RequestFault.None, (string?)null, 200L, (long?)null, false)));
        Assert.That(facts.Tools, Is.EqualTo(new[] { "web_search" }));
        Assert.That(Read("""{"generation_config":{"max_output_tokens":7},"cachedContent":"cachedContents/1"}""") is { GeminiOutput: 7, HiddenInput: true });
        Assert.That(Read("""{"contents":[{"parts":[{"fileData":{"fileUri":"files/1"}}]}]}""").HiddenInput);
        foreach (string twice
            in (string[])["""{"generationConfig":{"maxOutputTokens":1,"max_output_tokens":9}}""", """{"generationConfig":{"maxoutputtokens":1}}"""])
        {
            Assert.That(Read(twice) is { Fault: RequestFault.AmbiguousKey, FaultKey: "generationConfig.maxOutputTokens" }, twice);
        }

        // A reader that takes the last one finds no limit.
        foreach (string twice in (string[])["""{"generationConfig":{"maxOutputTokens":1},"generation_config":{}}""",
            """{"generationConfig":{"maxOutputTokens":1},"generationConfig":null}""", """{"GenerationConfig":{}}"""])
        {
            Assert.That(Read(twice) is { Fault: RequestFault.AmbiguousKey, FaultKey: "generationConfig" }, twice);
        }

        Assert.That(Read("""{"generationConfig":{"maxOutputTokens":"9"}}""").Fault, Is.EqualTo(RequestFault.BadValue));
    }

    [Test]
    public void Facts_of_openai_requests_are_read()
    {
        var chat =
            Read(
                """{"model":"gpt-x","n":3,"max_completion_tokens":100,"max_tokens":200,"web_search_options":{},"tools":[{"type":"function","function":{"type":"x"}}]}""");
        Assert.That((chat.Fault, chat.LimitOf(CallFormat.OpenAiChat)), Is.EqualTo((RequestFault.None, 600L)));
        Assert.That(chat.Tools, Is.EquivalentTo(new[] { "web_search", "function" }));
        var responses =
            Read(
                """{"model":"gpt-x","max_output_tokens":null,"background":true,"stream":false,"previous_response_id":"resp_1","tools":[{"type":"namespace","tools":[{"type":"mcp"}]}]}""");
        Assert.That((responses.Fault, responses.LimitOf(CallFormat.OpenAiResponses), responses.Background, responses.FollowsResponse),
            Is.EqualTo((RequestFault.None, (long?)null, true, true)));
        Assert.That(responses.Tools, Is.EquivalentTo(new[] { "namespace", "mcp" }));
        Assert.That(Read("""{"mcp_servers":[{"type":"url"}]}""").Tools, Is.EqualTo(new[] { "mcp" }));
        Assert.That(Read("""{"prompt":"visible"}""").HiddenInput, Is.False);
        Assert.That(Read("""{"prompt":{"id":"p"}}""").HiddenInput, Is.True);
        Assert.That(Read("""{"previous_response_id":null,"conversation":null}""") is { HiddenInput: false, FollowsResponse: false });
    }

    [TestCase("""{"messages":[{"content":[{"type":"image","source":{"type":"base64","data":"aaaa"}}]}]}""")]
    [TestCase("""{"messages":[{"content":[{"type":"tool_result","content":[{"type":"document","source":{"type":"url","url":"https://x/y.pdf"}}]}]}]}""")]
    [TestCase("""{"messages":[{"content":[{"type":"image_url","image_url":{"url":"https://x/y.png"}}]}]}""")]
    [TestCase("""{"messages":[{"content":[{"type":"file","file":{"file_id":"f"}}]}]}""")]
    [TestCase("""{"input":[{"content":[{"type":"input_file","file_url":"https://x/y.pdf"}]}]}""")]
    [TestCase("""{"input":[{"type":"function_call_output","output":[{"type":"input_image","image_url":"data:image/png;base64,aa"}]}]}""")]
    [TestCase("""{"input":[{"id":"msg_1"}]}""")]
    [TestCase("""{"contents":[{"parts":[{"inline_data":{"data":"aaaa"}}]}]}""")]
    public void Input_of_unknown_size_is_flagged(string body) => Assert.That(Read(body) is { Fault: RequestFault.None, HiddenInput: true });

    [Test]
    public void Text_does_not_count_as_hidden_input() => Assert.That(
        Read(
            """{"messages":[{"content":"source"},{"content":[{"type":"text","text":"image_url"},"""
                + """{"type":"tool_use","id":"t","input":{"source":"x","file":"y"}}]}],"input":[{"content":[{"text":"file_id"}]}]}""")
            is { Fault: RequestFault.None, HiddenInput: false });

    [Test]
    public void The_bytes_of_random_letters_are_counted()
    {
        // The estimate takes an unbroken run of Base64 for an image; as text it has two tokens per three letters.
        string text = Convert.ToBase64String(System.Security.Cryptography.SHA512.HashData([1])).Replace("=", "", StringComparison.Ordinal);
        string body = $$"""{"messages":[{"content":"{{string.Concat(Enumerable.Repeat(text, 100))}}"}]}""";
        RequestFacts facts = Read(body);
        Assert.That(facts.TextBytes, Is.EqualTo(body.Length));
        Assert.That(2 * facts.InputEstimate, Is.LessThan(body.Length / 3));
    }

    [TestCase("""{"model":"a","model":"b"}""", "model")]
    [TestCase("""{"max_tokens":1,"x":{},"max_tokens":2}""", "max_tokens")]
    [TestCase("""{"stream":true,"str\u0065am":false}""", "stream")]
    [TestCase("""{"mo\u0064el":"a"}""", "model")]
    [TestCase("""{"\u0062ackground":true}""", "background")]
    [TestCase("""{"too\u006cs":[]}""", "tools")]
    [TestCase("""{"Model":"a"}""", "model")]
    [TestCase("""{"MAX_TOKENS":1}""", "max_tokens")]
    [TestCase("""{"Tools":[]}""", "tools")]
    [TestCase("""{"tools":[{"Type":"web_search"}]}""", "tools[].type")]
    [TestCase("""{"MCP_servers":[{}]}""", "mcp_servers")]
    [TestCase("""{"n":1,"n":1}""", "n")]
    public void An_ambiguous_key_is_refused_at_any_place(string body, string key)
    {
        foreach (int piece in new[] { 1, 1000 })
        {
            var facts = Read(Encoding.UTF8.GetBytes(body), piece);
            Assert.That((facts.Fault, facts.FaultKey), Is.EqualTo((RequestFault.AmbiguousKey, key)));
            Assert.That(facts.MustRefuse(new CallClass(CallKind.Unclassified, CallFormat.Unknown)), Is.True);
        }
    }

    [TestCase("""{"max_tokens":-1}""", "max_tokens")]
    [TestCase("""{"max_tokens":1.5}""", "max_tokens")]
    [TestCase("""{"max_tokens":1e3}""", "max_tokens")]
    [TestCase("""{"max_tokens":99999999999}""", "max_tokens")]
    [TestCase("""{"max_tokens":"5"}""", "max_tokens")]
    [TestCase("""{"max_tokens":[5]}""", "max_tokens")]
    [TestCase("""{"n":100000}""", "n")]
    [TestCase("""{"stream":"true"}""", "stream")]
    [TestCase("""{"stream":1}""", "stream")]
    [TestCase("""{"background":"true"}""", "background")]
    [TestCase("""{"model":7}""", "model")]
    [TestCase("""{"model":{"id":"x"}}""", "model")]
    [TestCase("""{"tools":{"type":"web_search"}}""", "tools")]
    [TestCase("""{"tools":[{"type":["web_search"]}]}""", "tools[].type")]
    public void A_value_of_the_wrong_type_is_refused(string body, string key)
    {
        var facts = Read(body);
        Assert.That((facts.Fault, facts.FaultKey), Is.EqualTo((RequestFault.BadValue, key)));
        Assert.That(facts.MustRefuse(ModelCall), Is.True);
    }

    [TestCase("", false)]
    [TestCase("\"model\"", false)]
    [TestCase("7 ", false)]
    [TestCase("--boundary\r\nContent-Disposition: form-data", false)]
    [TestCase("grant_type=refresh_token", false)]
    [TestCase("[]", true)]
    [TestCase("{\"model\":\"a\"", true)]
    [TestCase("{\"model\":\"a\"} x", true)]
    [TestCase("{\"model\":\"a\"}{}", true)]
    [TestCase("{/**/\"model\":\"a\"}", true)]
    [TestCase("\uFEFF{\"background\":true}", true)]
    [TestCase("{\0\"background\":true}", true)]
    public void A_body_that_is_no_json_object_is_refused_if_json_is_required_or_it_resembles_json(string body, bool looksLikeJson)
    {
        var facts = Read(body);
        Assert.That(facts.Fault, Is.EqualTo(RequestFault.NotJson));
        Assert.That(facts.MustRefuse(ModelCall), Is.True);
        Assert.That(facts.MustRefuse(new CallClass(CallKind.Unclassified, CallFormat.Unknown)), Is.EqualTo(looksLikeJson));
        Assert.That(facts.MustRefuse(new CallClass(CallKind.ModelCall, CallFormat.Unknown)), Is.EqualTo(looksLikeJson));
    }

    [TestCase("utf-16")]
    [TestCase("utf-16BE")]
    [TestCase("utf-32")]
    [TestCase("utf-32BE")]
    public void Json_in_a_wider_encoding_is_refused_for_every_call(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        foreach (byte[] mark in new[] { [], encoding.GetPreamble() })
        {
            byte[] body = [.. mark, .. encoding.GetBytes(" {\"model\":\"a\"}")];
            foreach (int piece in new[] { 1, 1000 })
            {
                Assert.That(Read(body, piece).MustRefuse(new CallClass(CallKind.Unclassified, CallFormat.Unknown)), Is.True);
            }
        }
    }

    [Test]
    public void Facts_are_the_same_at_every_split()
    {
        byte[] body = Encoding.UTF8.GetBytes("""{"model":"m","max_tokens":5,"tools":[{"type":"a"}],"x":[1,{"y":"z\"é"}],"stream":true}""");
        var expected = Read(body, body.Length);
        for (int cut = 1; cut <= body.Length; cut++)
        {
            var facts = Read(body, cut);
            Assert.That(facts with { Tools = expected.Tools }, Is.EqualTo(expected), $"pieces of {cut}");
            Assert.That(facts.Tools, Is.EqualTo(expected.Tools));
        }
    }

    [Test]
    public void Facts_of_compressed_bodies_are_read()
    {
        byte[] plain = Encoding.UTF8.GetBytes("""{"model":"m","background":true}""");
        foreach (var coding in new[] { ContentCoding.Gzip, ContentCoding.Deflate, ContentCoding.Brotli })
        {
            using var reader = new RequestFactsReader(coding, new ContentDecoders(DecodeLimits.Default));
            reader.Append(ContentDecoderTests.Code(plain, coding));
            var facts = reader.Complete();
            Assert.That((facts.Fault, facts.Model, facts.Background), Is.EqualTo((RequestFault.None, "m", true)));
        }

        using (var told = new RequestFactsReader(ContentCoding.Brotli, null))
        {
            told.Append(plain, isDecoded: true);
            Assert.That(told.Complete(), Is.EqualTo(Read(plain, plain.Length)));
        }

        foreach (var coding in new[] { ContentCoding.Unsupported, ContentCoding.Gzip })
        {
            using var reader = new RequestFactsReader(coding, new ContentDecoders(DecodeLimits.Default));
            reader.Append("no such coding"u8);
            var facts = reader.Complete();
            Assert.That((facts.Fault, facts.Model, facts.BodyBytes), Is.EqualTo((RequestFault.Encoded, (string?)null, 14L)));
            Assert.That(facts.InputEstimate, Is.EqualTo(14));
            Assert.That(facts.MustRefuse(ModelCall), Is.True);
        }
    }

    /// <summary>For any lenient parser of the body, these facts are the same, or the request is refused.</summary>
    [Test]
    public void A_body_has_the_same_facts_for_parsers_that_take_the_first_or_the_last_key()
    {
        string[] parts =
        [
            "{", "}", "[", "]", ",", ":", "\"model\"", "\"m\\u006fdel\"", "\"Model\"", "\"background\"", "\"stream\"", "\"max_tokens\"", "\"x\"", "\"\\\"\"",
            "true", "false",
            "null", "1", "20", "-3", "4.5", "\"a\"", " ", "{\"model\":\"a\",\"background\":false}", "\"model\":\"b\",", "\"background\":true,",
            "\"max_tokens\":7,",
            "\"x\":{\"model\":\"c\",\"background\":true},", "\"stream\":true,",
        ];
        int understood = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            string body = "{" + string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => parts[random.Next(parts.Length)])) + "\"y\":1}";
            var facts = Read(Encoding.UTF8.GetBytes(body), 1 + random.Next(20));
            if (facts.Fault != RequestFault.None)
            {
                return;
            }

            understood++;
            foreach (bool last in new[] { false, true })
            {
                var keys = JsonDocument.Parse(body).RootElement.EnumerateObject().GroupBy(p => p.Name.ToLowerInvariant())
                    .ToDictionary(g => g.Key, g => last ? g.Last().Value : g.First().Value);
                Assert.That(facts.Model, Is.EqualTo(keys.TryGetValue("model", out var model) ? model.GetString() : null), body);
                Assert.That(
                    facts.Background, Is.EqualTo(keys.TryGetValue("background", out var background) && background.ValueKind == JsonValueKind.True), body);
                Assert.That(facts.Stream, Is.EqualTo(keys.TryGetValue("stream", out var stream) && stream.ValueKind == JsonValueKind.True), body);
                Assert.That(facts.MaxTokens, Is.EqualTo(
                    keys.TryGetValue("max_tokens", out var max) && max.ValueKind == JsonValueKind.Number ? max.GetInt64() : (long?)null), body);
            }
        }));
        Assert.That(understood, Is.GreaterThan(100), "the test reaches its subject");
    }

    [Test]
    public void A_model_name_contains_no_control_characters() =>
        Assert.That(Read("""{"model":"a\u001b[2J\né"}""").Model, Is.EqualTo("a?[2J???"));

    internal static RequestFacts Read(string body) => Read(Encoding.UTF8.GetBytes(body), int.MaxValue);

    private static RequestFacts Read(byte[] body, int piece)
    {
        using var reader = new RequestFactsReader();
        for (int at = 0; at < body.Length; at += Math.Min(piece, body.Length))
        {
            reader.Append(body.AsSpan(at, Math.Min(piece, body.Length - at)));
        }

        return reader.Complete();
    }
}
