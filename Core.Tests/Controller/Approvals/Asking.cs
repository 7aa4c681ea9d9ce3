using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Tests.Controller.Service;

namespace BotBottle.Core.Tests.Controller.Approvals;

/// <summary>A run's proxy that asks for approvals.</summary>
internal static class Asking
{
    public static string Fingerprint(int value) => value.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);

    public const string Host = "api.example.com";

    public static ApprovalRequest Request(int value, string host = Host) => new(
        Fingerprint(value), "AWS access key", "body", "key=AKIA************MPLE&x", "*.example.com", host, "POST", "/v1/items");

    public static Task<ApprovalAnswer> HoldAsync(this TestRun run, int value = 1) => run.Proxy.AskApprovalAsync(Request(value));

    public static Task<ApprovalAnswer> HoldAsync(this TestRun run, int value, string host) => run.Proxy.AskApprovalAsync(Request(value, host));

    /// <summary>The entry of a value in the run's orders; null if they do not name it.</summary>
    public static async Task<ApprovalState?> OrderedAsync(this TestRun run, int value = 1, string host = Host) =>
        (await run.OrdersAsync()).FindApproval(Fingerprint(value), host)?.State;

    /// <summary>Waits until a number of events of a kind is written.</summary>
    public static async Task<LoggedEvent> UntilToldAsync(this TestController controller, EventKind kind, int count = 1)
    {
        await foreach (LoggedEvent told in controller.Client.EventsAsync(follow: true))
        {
            if (told.Event == kind && --count == 0)
            {
                return told;
            }
        }

        throw new InvalidOperationException("the stream has ended");
    }
}
