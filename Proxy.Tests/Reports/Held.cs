using BotBottle.Core.Policy;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Reports;

/// <summary>A request that contains a secret, and the waits for its approval.</summary>
internal static class Held
{
    public static ApprovalRequest Request(string fingerprint) => new(
        fingerprint, "AWS access key", "body", "key=AKIA****MPLE", "api.example.com", "api.example.com:443", "POST", "/");

    /// <summary>Waits until the proxy has orders that satisfy a condition.</summary>
    public static async Task UntilOrdersAsync(this IRunControl control, Func<RunOrders, bool> holds)
    {
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(RunOrders orders)
        {
            if (holds(orders))
            {
                seen.TrySetResult();
            }
        }

        control.OrdersChanged += Look;
        if (control.Orders is { } present)
        {
            Look(present);
        }
        await seen.Task.Within();
        control.OrdersChanged -= Look;
    }
}
