using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BotBottle.Core.Certificates;
using BotBottle.Core.Control;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Settings;

namespace BotBottle.Core.Tests.Core.Control;

/// <summary>The reader accepts everything that the serializer writes, and nothing that the serializer would refuse.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ProxyConfigurationReaderTests
{
    private const string Secret = "s3cr3t";

    private static readonly ProxyConfiguration Everything = new(
        [
            new ProxyRun(
                "run-1", "blue-fox", [new ProxyListener(ListenerKind.Tls, 10, "127.0.0.1:1")], new CertificateAuthorityPem("certificate", Secret),
                [new ProviderCredential("claude", "ANTHROPIC_API_KEY", Secret)], [new RouteSecret("TOKEN", Secret)], true,
                new RouteSet(7, EgressLog.All,
                [
                    new Route(
                        new RouteOrigin("routes.yml", 3), "api.example.com", new RouteAuth(AuthScheme.GoogleApiKey, "TOKEN"), true, ["web_search"],
                        [new RouteMatch([new PathRule(PathRuleType.Regex, "/v1/.*")], ["GET"], [new HeaderRule("x-team", "core", HeaderRuleType.Regex)])],
                        true, new RouteDlp(["known_secrets"], ["naive_injection_detection"], DlpReaction.Redact, RejectedReaction.Refuse)
                        {
                            OnInboundMatch = InboundReaction.Off,
                        },
                        Unmetered: true),
                ]),
                new ControllerAddress("/run/proxy.sock", Secret), "/run/spool", Secret, [1, 2, 3],
                new DlpConfiguration([new SecretValue("NAME", Secret)], [new DlpAllowance("value", "pattern")], [new DlpRule("rule", "a+", DlpSeverity.Warn)]),
                Unsupervised: true, Logins: [new ProxyLogin("claude", "work", "/home/logins/claude/work.json")]),
        ],
        new UpstreamConfiguration("pem", new Dictionary<string, string> { ["api.example.com"] = "127.0.0.1:443" }),
        [new ProviderConfiguration("own", ["llm.example"], "openai", "ollama")]);

    // A property added to one of the records fails here until it is set above; then the reader must read it.
    [Test]
    public void Every_member_is_read() => Filled(Everything, "");

    [Test]
    public void The_output_of_the_serializer_is_read() => Assert.That(Text(Read(Text(Everything))), Is.EqualTo(Text(Everything)));

    [Test]
    public void Optional_members_may_be_null_or_empty()
    {
        ProxyConfiguration least = new(
            [
                new ProxyRun("r", "n", [new ProxyListener(ListenerKind.Proxy, null, null)], new CertificateAuthorityPem("c", "k"), [], [], false, null, null,
                    null, null),
                new ProxyRun(
                    "r", "n", [], new CertificateAuthorityPem("c", "k"), [], [], false,
                    new RouteSet(
                        0, EgressLog.Off, [new Route(
                            new RouteOrigin("o", 0), "h", Matches: [new RouteMatch(null, null, null)], Dlp: new RouteDlp(null, null, DlpReaction.Supervise))]),
                    null, null, null, null, DlpConfiguration.Empty),
            ],
            new UpstreamConfiguration(null, new Dictionary<string, string>()), []);
        Assert.That(Text(Read(Text(least))), Is.EqualTo(Text(least)));
    }

    /// <summary>
    /// Each value is replaced by each other kind, removed, or joined by an unknown one. The reader is never more lenient than the serializer and reads the
    /// same.
    /// </summary>
    [Test]
    public void Texts_that_the_serializer_refuses_are_refused()
    {
        JsonNode document = JsonNode.Parse(Text(Everything))!;
        int refused = 0;
        foreach (JsonNode container in Containers(document).ToArray())
        {
            Action[] changes = container is JsonObject mapping ? [.. Changes(mapping)] : [.. Changes((JsonArray)container)];
            string before = container.ToJsonString();
            foreach (Action change in changes)
            {
                JsonNode? parent = container.Parent;
                change();
                refused += Compare(document.ToJsonString()) ? 0 : 1;
                change();
                Assert.That(container.ToJsonString(), Is.EqualTo(before), parent?.GetPath());
            }
        }
        Assert.That(refused, Is.GreaterThan(400));
    }

    [TestCase("null", "$ is no object")]
    [TestCase("""{"runs":[],"upstream":{"certificate_authorities":null,"resolve":{}}}""", "$.providers is missing")]
    [TestCase("""{"runs":[],"upstream":{"resolve":{}},"providers":null}""", "$.providers is missing")]
    [TestCase("""{"runs":{},"upstream":{"resolve":{}},"providers":[]}""", "$.runs is no list")]
    [TestCase("""{"runs":[null],"upstream":{"resolve":{}},"providers":[]}""", "$.runs[0] is no object")]
    [TestCase("""{"runs":[],"upstream":{"resolve":{"a":1}},"providers":[]}""", "$.upstream.resolve.a is no text")]
    [TestCase("""{"runs":[],"upstream":{"resolve":{"a":"1","a":"2"}},"providers":[]}""", "$.upstream.resolve.a is given twice")]
    [TestCase("""{"runs":[],"upstream":{"resolve":{}},"providers":[],"runs":[]}""", "$.runs is an unknown key, or is given twice")]
    [TestCase("""{"runs":[],"upstream":{"resolve":{},"Resolve":{}},"providers":[]}""", "$.upstream.Resolve is an unknown key, or is given twice")]
    [TestCase("""{"runs":[{"run":"r","name":"n","listeners":[{"kind":"ftp"}]}],"upstream":{"resolve":{}},"providers":[]}""",
        "$.runs[0].listeners[0].kind is none of proxy, tls, http")]
    [TestCase("""{"runs":[{"run":"r","name":"n","listeners":[{"descriptor":3000000000}]}],"upstream":{"resolve":{}},"providers":[]}""",
        "$.runs[0].listeners[0].descriptor is no whole number from -2147483648 to 2147483647")]
    public void A_refusal_names_the_place_and_the_error(string json, string message) =>
        Assert.That(() => Read(json), Throws.TypeOf<JsonException>().With.Message.EqualTo(message));

    [TestCase("")]
    [TestCase("{} {}")]
    [TestCase("""{"runs":[],"upstream":{"certificate_authorities":"\ud800","resolve":{}},"providers":[]}""")]
    [TestCase("""{"runs":[],"upstream":{"resolve":{}},"providers":[],"\ud800":1}""")]
    [TestCase("""{"runs":[],"upstream":{"resolve":{"\ud800":"a"}},"providers":[]}""")]
    public void Invalid_text_is_refused(string json) => Assert.That(() => Read(json), Throws.InstanceOf<JsonException>());

    [Test]
    public void Invalid_bytes_are_refused() => Assert.That(
        () => ProxyConfigurationReader.Read(
            new MemoryStream([.. "{\"runs\":[],\"upstream\":{\"certificate_authorities\":\""u8, 0xff, .. "\",\"resolve\":{}},\"providers\":[]}"u8])),
        Throws.InstanceOf<JsonException>());

    private static ProxyConfiguration Read(string json) => ProxyConfigurationReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)));

    private static string Text(ProxyConfiguration configuration) => JsonSerializer.Serialize(configuration, ControlJson.Default.ProxyConfiguration);

    /// <summary>True if the reader accepts the text.</summary>
    private static bool Compare(string json)
    {
        ProxyConfiguration read;
        try
        {
            read = Read(json);
        }
        catch (JsonException refusal)
        {
            Assert.That(refusal.Message, Does.StartWith("$").And.Not.Contain(Secret), json);
            return false;
        }
        ProxyConfiguration? serializers = null;
        Assert.That(() => serializers = JsonSerializer.Deserialize(json, ControlJson.Default.ProxyConfiguration), Throws.Nothing, json);
        Assert.That(Text(read), Is.EqualTo(Text(serializers!)), json);
        return true;
    }

    private static IEnumerable<JsonNode> Containers(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch { JsonObject o => o.Select(entry => entry.Value), JsonArray a => a, _ => [] };
        IEnumerable<JsonNode> below = children.OfType<JsonNode>().SelectMany(Containers);
        return node is JsonObject or JsonArray ? below.Prepend(node) : below;
    }

    private static JsonNode?[] Others() =>
        [null, true, 1, -1, 1.5, 1e99, "x", "", "TLS", new JsonArray(), new JsonArray(1), new JsonObject(), new JsonObject { ["x"] = "y" }];

    // A change that is applied twice undoes itself.
    private static IEnumerable<Action> Changes(JsonObject mapping)
    {
        bool added = false;
        yield return () => _ = (added = !added) ? mapping["surprise"] = "x" : mapping.Remove("surprise");
        foreach ((int index, (string key, JsonNode? value)) in mapping.ToArray().Index())
        {
            bool taken = false;
            yield return () =>
            {
                if (taken = !taken)
                {
                    mapping.Remove(key);
                }
                else
                {
                    mapping.Insert(index, key, value);
                }
            };
            foreach (JsonNode? other in Others())
            {
                bool replaced = false;
                yield return () => mapping[key] = (replaced = !replaced) ? other : value;
            }
        }
    }

    private static IEnumerable<Action> Changes(JsonArray list)
    {
        JsonNode? first = list[0];
        foreach (JsonNode? other in Others())
        {
            bool replaced = false;
            yield return () => list[0] = (replaced = !replaced) ? other : first;
        }
    }

    private static void Filled(object? value, string path)
    {
        Assert.That(
            value, Is.Not.Null.And.Not.EqualTo(false).And.Not.EqualTo(0).And.Not.EqualTo(0L).And.Not.EqualTo("").And.Not.EqualTo(Array.Empty<byte>()), path);
        if (value is string or byte[] || value!.GetType().IsPrimitive)
        {
            return;
        }
        if (value.GetType().IsEnum)
        {
            Assert.That(Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture), Is.Not.Zero, path);
        }
        else if (value is IEnumerable items)
        {
            Assert.That(items, Is.Not.Empty, path);
            foreach (object? item in items)
            {
                Filled(item, $"{path}[]");
            }
        }
        else
        {
            foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                Filled(property.GetValue(value), $"{path}.{property.Name}");
            }
        }
    }
}
