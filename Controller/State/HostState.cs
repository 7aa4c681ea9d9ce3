using System.Security.Cryptography;
using System.Text;
using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Text;

namespace BotBottle.Controller.State;

/// <summary>
/// The controller's state. Every member is read and changed only under <see cref="Gate"/>. Only the writer's thread changes it, except for calls in flight,
/// which admissions add.
/// </summary>
internal sealed class HostState(TimeProvider time, HostPolicy policy)
{
    private DateTimeOffset _latest;

    /// <summary>Guards all members.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>The settings in force.</summary>
    public HostPolicy Policy { get; set; } = policy;

    /// <summary>Runs that live, have spools left or are frozen; by id, oldest first.</summary>
    public OrderedDictionary<string, LiveRun> Runs { get; } = new(StringComparer.Ordinal);

    /// <summary>Counters and budgets.</summary>
    public AccountBook Accounts { get; } = new();

    /// <summary>Wakes the readers that show the state.</summary>
    public StateChanges Changes { get; } = new();

    /// <summary>The usual output of each model.</summary>
    public UsualOutput Usual { get; } = new();

    /// <summary>The time in UTC.</summary>
    public DateTimeOffset Now
    {
        get
        {
            DateTimeOffset now = time.GetUtcNow();
            IsClockSetBack |= now < _latest;
            return _latest = now;
        }
    }

    /// <summary>True if the clock was set back since this was last false: some entries that had left a window count again.</summary>
    public bool IsClockSetBack { get; private set; }

    /// <summary>Checks the clock; returns true if the windows must be refilled before any decision.</summary>
    public bool LookAtClock()
    {
        lock (Gate)
        {
            _ = Now;
            return IsClockSetBack;
        }
    }

    /// <summary>Records that the windows are filled for the present time.</summary>
    public void AcceptClock() => IsClockSetBack = false;

    /// <summary>Runs that have not ended, oldest first.</summary>
    public IEnumerable<LiveRun> Live => Runs.Values.Where(run => run.Record.EndedAt is null);

    /// <summary>Gets a live run by id or name.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public LiveRun Find(string run) =>
        Runs.TryGetValue(run, out LiveRun? byId) && byId.Record.EndedAt is null
            ? byId
            : Live.FirstOrDefault(candidate => candidate.Record.Name == run)
              ?? throw new RefusedException("no_such_run", NotLive(run), RefusalReason.NotFound);

    /// <summary>Gets a live or frozen run by id or name.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public LiveRun FindPresent(string run) =>
        Runs.TryGetValue(run, out LiveRun? byId) && byId.Record.IsPresent
            ? byId
            : Runs.Values.FirstOrDefault(candidate => candidate.Record.IsPresent && candidate.Record.Name == run)
              ?? throw new RefusedException(
                  "no_such_run", NoRun("live or frozen", run, Runs.Values.Where(candidate => candidate.Record.IsPresent)), RefusalReason.NotFound);

    /// <summary>Gets the run that a token belongs to; null for any other text. The secret part is compared in constant time.</summary>
    public LiveRun? Authenticate(ReadOnlySpan<char> token)
    {
        int dot = token.IndexOf('.');
        if (dot <= 0 || token.Length > 128 || !Runs.TryGetValue(token[..dot].ToString(), out LiveRun? run) || run.Record.Drained)
        {
            return null;
        }

        return CryptographicOperations.FixedTimeEquals(HashOf(token), run.Record.TokenHash) ? run : null;
    }

    private string NotLive(string run) =>
        Runs.Values.FirstOrDefault(candidate => candidate.Record.IsPresent && (candidate.Record.Name == run || candidate.Record.Id == run)) is { } frozen
            ? $"the run '{frozen.Record.Name}' is frozen; continue it with: bot-bottle resume {frozen.Record.Name}"
            : NoRun("live", run, Live);

    private static string NoRun(string kind, string name, IEnumerable<LiveRun> present)
    {
        string[] names = [.. present.Select(run => run.Record.Name)];
        return $"no {kind} run is called '{name}'" + (names.Length == 0 ? $"; there is no {kind} run" : $"; {NearestKey.Hint(name, names)}");
    }

    /// <summary>The hash of a token, which is stored in its place.</summary>
    public static byte[] HashOf(ReadOnlySpan<char> token) => SHA256.HashData(Encoding.UTF8.GetBytes(token.ToArray()));
}
