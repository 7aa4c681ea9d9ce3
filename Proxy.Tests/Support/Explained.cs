using BotBottle.Core.Budgets;
using BotBottle.Core.Hosts;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>The result of <c>explain</c> for a request to a <see cref="TestProxy"/>: the function of the controller, with that proxy's configuration.</summary>
internal static class Explained
{
    /// <summary>The explanation; null with the problem for an invalid request.</summary>
    public static (Explanation? Told, string? Problem) Of(
        TestProxyOptions options, RouteSet routes, ExplainRequest asked, RunOrders? orders = null, AdmissionAnswer? admission = null)
    {
        RunPolicy policy = new(
            routes, RunCredentials.Of(options.Credentials, options.Secrets, options.AgentCredentials), ProviderTable.From(options.Providers));
        EgressExplainer explainer = new(
            "run-1", "blue-fox", policy, orders ?? RunOrders.Open, options.Time,
            new AddressGate(options.Addresses ?? HostAddresses.Read, [
                .. options.Resolve.Keys.Select(
                    name => HostName.TryParse(System.Text.Encoding.ASCII.GetBytes(name), out HostName? host) ? host : throw new ArgumentException(name))]),
            options is { Unsupervised: false, Controller: not null }, (_, _) => admission ?? new AdmissionAnswer(AdmissionVerdict.Admitted));
        return ProbeRequest.Read(asked, out string? problem) is { } probe ? (explainer.Explain(probe), null) : (null, problem);
    }
}
