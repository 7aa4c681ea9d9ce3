using System.Text.Json;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Text;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Core.Control;

/// <summary>Names on the wire and in the database are a contract: a renamed member must fail here first.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class WireNamesTests
{
    [Test]
    public void Wire_names_do_not_change() => Assert.Multiple(() =>
    {
        Frozen<RunState>("running cut frozen exited killed");
        Frozen<IsolationKind>("sandbox container none");
        Frozen<CutoffPolicy>("cutoff cutoff_provider freeze kill");
        Frozen<CutCause>("budget operator");
        Frozen<AdmissionVerdict>(
            "admitted budget_exhausted budget_held rate_limited egress_cut unmetered_call store_unavailable");
        Frozen<ApprovalState>("pending approved rejected timed_out ended superseded used expired revoked");
        Frozen<ApprovalVerdict>("pending approved rejected unsupervised too_many");
        Frozen<ExchangeEnd>("complete client_aborted upstream_aborted cut proxy_died");
        Frozen<UsageQuality>("exact partial estimated unknown");
        Frozen<ListenerKind>("proxy tls http");
        Frozen<EgressLog>("off blocks all");
        Frozen<InboundReaction>("withhold log off");
        Frozen<ExplainVerdict>("allowed refused answered");
        Frozen<CallKind>("model_call free unclassified unmetered");
        Frozen<EventKind>(
            "run_started run_ended egress_block egress_allow dlp_match dlp_redacted injection_warn injection_block budget_warn " +
            "budget_crossed budget_set budget_reset cut restore freeze resume kill action_failed approval_asked approval_given " +
            "approval_rejected approval_timed_out approval_revoked approval_used approval_expired route_reload route_reload_failed usage_estimated "
                + "proxy_restarted controller_started folder_breach folder_warn limit_reached files_removed");
    });

    [Test]
    public void An_unknown_name_is_refused() => Assert.That(WireNames.TryParse("Running", out RunState _), Is.False);

    [Test]
    public void Json_uses_only_the_wire_names()
    {
        Assert.That(
            JsonSerializer.Serialize(new ProxyListener(ListenerKind.Tls, 10, null), ControlJson.Default.ProxyListener), Does.Contain("\"kind\":\"tls\""));
        Assert.That(Read("\"http\"").Kind, Is.EqualTo(ListenerKind.Http));
        foreach (string value in new[] { "1", "\"1\"", "\"HTTP\"", "\" http\"", "\"http, tls\"", "\"\"", "null", "true", "[\"http\"]" })
        {
            Assert.That(() => Read(value), Throws.InstanceOf<JsonException>().With.Message.Contains("$.kind"), value);
        }
        Assert.That(() => JsonSerializer.Serialize(new ProxyListener((ListenerKind)7, 10, null), ControlJson.Default.ProxyListener),
            Throws.InstanceOf<JsonException>());

        static ProxyListener Read(string kind) =>
            JsonSerializer.Deserialize($"{{\"kind\":{kind},\"descriptor\":1,\"endpoint\":null}}", ControlJson.Default.ProxyListener)!;
    }

    private static void Frozen<T>(string names) where T : struct, Enum
    {
        string[] expected = names.Split(' ');
        Assert.That(Enum.GetValues<T>().Select(WireNames.Of), Is.EquivalentTo(expected), typeof(T).Name);
        foreach (string name in expected)
        {
            Assert.That(WireNames.TryParse(name, out T value) && WireNames.Of(value) == name, Is.True, name);
        }
    }
}
