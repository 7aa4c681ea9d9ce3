using System.Text.Json.Nodes;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Settings;
using BotBottle.Core.Yaml;

namespace BotBottle.Controller.State;

/// <summary>
/// The settings in force. The file is checked with one stat at each registration of a run, each admission and each budget query; it is read again if it
/// changed. A broken edit keeps the last valid settings and is reported once.
/// </summary>
internal sealed class PolicyFile(
    string path, FileStamp read, HostState state, LedgerWriter writer, BudgetDefinitions definitions) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile FileStamp _read = read;

    /// <summary>Reads the settings from the file; the defaults if there is none.</summary>
    /// <exception cref="ConfigurationException">A setting is invalid.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static HostPolicy Read(string path)
    {
        string name = Path.GetFileName(path);
        string? text;
        try
        {
            text = ConfigurationFile.ReadIfPresent(path, name, Links.Follow);
        }
        catch (IOException unusable)
        {
            throw new IOException($"{path} cannot be read: {unusable.Message}", unusable);
        }

        return text is null ? HostPolicy.Default : HostSettingsReader.Read(text, name).Policy;
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    /// <summary>
    /// Reads the file again if it changed; its settings are in force when the task completes. The windows are also refilled if the clock was set back.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The change could not be stored; the next call tries again.</exception>
    public ValueTask RefreshAsync() =>
        FileStamp.Of(path) != _read ? ReadAgainAsync()
        : state.LookAtClock() ? new ValueTask(writer.RunAsync((_, _) => true))
        : ValueTask.CompletedTask;

    private async ValueTask ReadAgainAsync()
    {
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            FileStamp stamp = FileStamp.Of(path);
            if (stamp == _read)
            {
                return;
            }

            Func<ILedgerTransaction, Aftermath, bool> change = Load();
            await writer.RunAsync(change).ConfigureAwait(false);
            _read = stamp;
        }
        finally
        {
            _one.Release();
        }
    }

    private Func<ILedgerTransaction, Aftermath, bool> Load()
    {
        try
        {
            HostPolicy policy = Read(path);
            return (transaction, aftermath) => Apply(policy, transaction, aftermath);
        }
        catch (Exception fault) when (fault is ConfigurationException or IOException or UnauthorizedAccessException)
        {
            return (transaction, _) => transaction.AddEvent(new EventDraft(
                state.Now, EventKind.ActionFailed, null, null, $"{fault.Message}. {ConfigurationFile.UntilMended}", Audit: true,
                new JsonObject { ["action"] = "settings_reload", ["by"] = "controller" })) > 0;
        }
    }

    private bool Apply(HostPolicy policy, ILedgerTransaction transaction, Aftermath aftermath)
    {
        HostPolicy before = state.Policy;
        state.Policy = policy;
        aftermath.OnRollback(() => state.Policy = before);
        foreach ((Scope scope, string provider) in before.Budgets.Concat(policy.Budgets).Select(budget => (budget.Scope, budget.Provider)).Distinct())
        {
            Redefine(state.Accounts.Get(scope, provider, null), Of(policy), transaction, aftermath);

            Budget? Of(HostPolicy from) => from.Budgets.FirstOrDefault(budget => budget.Scope == scope && budget.Provider == provider);
        }

        return true;
    }

    private void Redefine(Account account, Budget? declared, ILedgerTransaction transaction, Aftermath aftermath)
    {
        Budget? before = account.Declared;
        if (BudgetChanges.Same(before, declared))
        {
            return;
        }

        DateTimeOffset now = state.Now;
        definitions.Define(account, declared, account.Set, now, transaction, aftermath);
        DeclaredBudgets.Tell(account, before, Path.GetFileName(path), now, transaction);
    }
}
