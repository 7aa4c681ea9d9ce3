using BotBottle.Controller.Definitions;
using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;

namespace BotBottle.Controller.Launching;

/// <summary>Writes and removes kept logins, while no proxy refreshes them.</summary>
/// <param name="host">The command's surroundings.</param>
internal sealed class LoginKeeper(CommandHost host)
{
    // Longer than a refresh takes, which holds the lock.
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(20);

    /// <summary>Keeps a login.</summary>
    /// <returns>False if it replaced one of the same name.</returns>
    /// <exception cref="CommandFailure">It cannot be written.</exception>
    public async Task<bool> KeepAsync(Login login, CancellationToken cancellation)
    {
        string path = LoginStore.PathOf(host.Home.Logins, login.Use);
        try
        {
            host.Home.Create();
            BottleHome.MakePrivate(host.Home.Logins);
            LoginStore.MakeFolder(path);
            using IDisposable held = await LockAsync(path, login.Use, cancellation);
            bool isNew = !File.Exists(path);
            LoginStore.Write(path, login);
            return isNew;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Failed, $"the {login.Use} was not kept: {failure.Message}", null, failure);
        }
    }

    /// <summary>Removes a login.</summary>
    /// <exception cref="CommandFailure">There is none, or it cannot be removed.</exception>
    public async Task ForgetAsync(LoginUse use, CancellationToken cancellation)
    {
        string path = LoginStore.PathOf(host.Home.Logins, use);
        if (!File.Exists(path))
        {
            throw KeptLogins.Missing(host, ExitCode.Failed, use.ToString());
        }

        try
        {
            using IDisposable held = await LockAsync(path, use, cancellation);
            LoginStore.Remove(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Failed, $"the {use} was not removed: {failure.Message}", null, failure);
        }
    }

    private async Task<IDisposable> LockAsync(string path, LoginUse use, CancellationToken cancellation)
    {
        for (long since = host.Time.GetTimestamp(); ; await Task.Delay(LockPoll, cancellation))
        {
            if (LoginStore.TryLock(path) is { } held)
            {
                return held;
            }

            if (host.Time.GetElapsedTime(since) > LockLimit)
            {
                throw new CommandFailure(ExitCode.Failed, $"the {use} is being refreshed since {LockLimit.TotalSeconds:0} s", "Try again in a moment.");
            }
        }
    }
}
