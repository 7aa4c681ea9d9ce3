using System.Text.Json;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>One run as its proxy sees the controller.</summary>
internal sealed class TestRun(TestController controller, RunRegistered registered) : IDisposable
{
    private int _exchanges;

    public RunRegistered Registered => registered;

    public string Name => registered.Name;

    public ControllerClientForProxy Proxy { get; } = new(new ControllerAddress(Path.Combine(controller.Home, "proxy.sock"), registered.Token));

    public void Dispose() => Proxy.Dispose();

    public async Task<AdmissionVerdict> AdmitAsync(string? exchange = null, string provider = "claude", bool unmetered = false) =>
        (await AskAsync(exchange, provider, unmetered)).Verdict;

    public Task<AdmissionAnswer> AskAsync(string? exchange = null, string provider = "claude", bool unmetered = false) =>
        Proxy.AdmitAsync(new AdmissionRequest(exchange ?? NewExchange(), provider, "model-1", 10, 100, unmetered)).WaitAsync(TimeSpan.FromMinutes(1));

    /// <summary>Makes one whole call: admitted, then reported.</summary>
    public async Task<AdmissionVerdict> CallAsync(long tokens, string provider = "claude")
    {
        string exchange = NewExchange();
        AdmissionVerdict verdict = await AdmitAsync(exchange, provider);
        if (verdict == AdmissionVerdict.Admitted)
        {
            await Proxy.ReportAsync([TestController.Report(exchange, tokens, provider)]);
        }

        return verdict;
    }

    public Task<RunView> ViewAsync() => controller.Client.RunAsync(registered.Run);

    public async Task<RunOrders> OrdersAsync()
    {
        await foreach (RunOrders orders in Proxy.OrdersAsync())
        {
            return orders;
        }

        throw new InvalidOperationException("the stream is empty");
    }

    /// <summary>Writes a spool as a proxy of the run leaves it, and returns its path.</summary>
    public string WriteSpool(string name, params SpoolLine[] lines)
    {
        byte[] file = new byte[SpoolFormat.Length];
        int used = 0;
        foreach (SpoolLine line in lines)
        {
            byte[] text = [.. JsonSerializer.SerializeToUtf8Bytes(line, ControlJson.Default.SpoolLine), (byte)'\n'];
            text.CopyTo(file, used);
            used += text.Length;
        }

        string path = Path.Combine(registered.Folder, $"spool-{name}");
        File.WriteAllBytes(path, file);
        return path;
    }

    private string NewExchange() => $"{registered.Run}-{Interlocked.Increment(ref _exchanges)}";
}
