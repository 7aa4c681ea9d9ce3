using BotBottle.Core.Control;
using BotBottle.Core.Logins;
using BotBottle.Core.Scan;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Logins;

/// <summary>
/// A login of a run: its file as it was read last, and the refresh that is under way. Requests share one refresh, and so do all proxies whose runs use the
/// login: who refreshes holds the file's lock, and reads the file anew before it asks the vendor. A refresh belongs to no request, so that no agent can break
/// it off between the vendor's response and the disk.
/// </summary>
internal sealed class LiveLogin : IHostLogin, IAsyncDisposable
{
    /// <summary>Ahead of its end a token is refreshed while requests still use it.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>An agent can provoke a 401. It must not make the host refresh again and again.</summary>
    private static readonly TimeSpan BetweenForced = TimeSpan.FromMinutes(5);

    /// <summary>The least time between two refreshes, however short the vendor says that its tokens live.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(20);

    /// <summary>The tokens that are still searched for: requests under way carry older ones.</summary>
    private const int MostKnown = 8;

    private readonly ProxyLogin _configured;
    private readonly LoginEndpoint? _endpoint;
    private readonly TokenRequest _request;
    private readonly TimeProvider _time;
    private readonly Action _changed;
    private readonly Lock _lock = new();

    private volatile IReadOnlyList<SecretValue> _secrets = [];
    private volatile bool _closing;
    private Login? _login;
    private LoginToken? _token;
    private LoginTrouble? _trouble;
    private string? _rejected;
    private Task? _refresh;
    private DateTimeOffset _notBefore;
    private (DateTime Written, long Length) _stamp;
    private long _lookedAt;

    /// <param name="configured">The login.</param>
    /// <param name="request">Asks the vendor.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Called when <see cref="Secrets"/> has changed.</param>
    public LiveLogin(ProxyLogin configured, TokenRequest request, TimeProvider time, Action changed)
    {
        (_configured, _request, _time, _changed) = (configured, request, time, changed);
        _endpoint = LoginAgent.Named(configured.Agent)?.Endpoint;
        lock (_lock)
        {
            Look();
        }
    }

    public LoginUse Use => _configured.Use;

    /// <summary>The tokens that must not leave the bottle or be logged.</summary>
    public IReadOnlyList<SecretValue> Secrets => _secrets;

    public async ValueTask<(LoginToken? Token, LoginTrouble? Trouble)> TakeAsync(CancellationToken cancel)
    {
        Task? refresh;
        lock (_lock)
        {
            LookAgain();
            RefreshNeed need = NeedNow();
            refresh = need == RefreshNeed.None ? null : Begin();
            if (refresh is null || need == RefreshNeed.Soon)
            {
                return Held();
            }
        }
        try
        {
            await refresh.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return (null, new LoginTrouble($"the request ended before the {Use} was refreshed", false));
        }
        lock (_lock)
        {
            return Held();
        }
    }

    public LoginTrouble? Ended()
    {
        lock (_lock)
        {
            LookAgain();
            return _trouble is { IsLasting: true } ? _trouble : null;
        }
    }

    public void Rejected(LoginToken token)
    {
        lock (_lock)
        {
            if (_token == token)
            {
                _rejected = token.Value;
            }
        }
    }

    public async ValueTask<(byte[]? Body, LoginTrouble? Trouble)> AnswerAsync(CancellationToken cancel)
    {
        (LoginToken? token, LoginTrouble? trouble) = await TakeAsync(cancel).ConfigureAwait(false);
        lock (_lock)
        {
            return token is not null && _login is { } login ? (LoginPlaceholders.Answer(login, _time.GetUtcNow()), null) : (null, trouble ?? _trouble);
        }
    }

    /// <summary>Waits for a refresh that is under way: the vendor may have replaced the tokens already.</summary>
    public async ValueTask DisposeAsync()
    {
        _closing = true;
        Task? refresh;
        lock (_lock)
        {
            refresh = _refresh;
        }
        await (refresh ?? Task.CompletedTask).ConfigureAwait(false);
    }

    private (LoginToken? Token, LoginTrouble? Trouble) Held() =>
        _trouble is { } trouble && (trouble.IsLasting || IsOver()) ? (null, trouble)
        : _token is not null && (!IsOver() || !CanRefresh) ? (_token, null)
        : (_token, _token is null ? _trouble ?? Lasting("has no token") : null);

    private bool CanRefresh => _endpoint is not null && _login is { RefreshToken: not null, RevokedAt: null };

    private bool IsOver() => _login is { ExpiresAt: { } end } && end <= _time.GetUtcNow();

    private RefreshNeed NeedNow()
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (!CanRefresh || _trouble is { IsLasting: true } || now < _notBefore || _login is not { } login)
        {
            return RefreshNeed.None;
        }
        TimeSpan? sinceLast = login.RefreshedAt is { } last && last <= now ? now - last : null;
        bool isRejected = _rejected == login.AccessToken && !(sinceLast < BetweenForced);
        return sinceLast < Between && !isRejected ? RefreshNeed.None
            : isRejected || login.ExpiresAt <= now ? RefreshNeed.Now
            : login.ExpiresAt - now < Ahead ? RefreshNeed.Soon
            : RefreshNeed.None;
    }

    // Called under the lock.
    private Task Begin() => _refresh is { IsCompleted: false } running ? running : _refresh = Task.Run(RefreshAsync);

    private async Task RefreshAsync()
    {
        try
        {
            using IDisposable? held = await LockAsync().ConfigureAwait(false);
            if (held is null)
            {
                Fail($"another process has held its lock for {LockLimit.TotalSeconds:0} s");
                return;
            }
            Login login;
            lock (_lock)
            {
                // Another run may have refreshed it, and the operator may have removed it.
                Look();
                if (NeedNow() == RefreshNeed.None)
                {
                    return;
                }
                login = _login!;
            }
            using LoginStore.Replacement room = LoginStore.Reserve(_configured.Path);
            (int status, ReadOnlyMemory<byte> body, string? problem) =
                await _request.SendAsync(_endpoint!, LoginRefresh.Body(_endpoint!, login)).ConfigureAwait(false);
            LoginRefreshed refreshed = problem is null ? LoginRefresh.Read(login, status, body.Span, _time.GetUtcNow()) : new(null, false, problem);
            if (refreshed.Login is not { } next)
            {
                Fail($"{_endpoint!.Host}: {refreshed.Problem}");
                return;
            }
            if (File.Exists(_configured.Path))
            {
                room.Commit(next);
            }
            lock (_lock)
            {
                Look();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Fail(WithoutPath(exception.Message));
        }
    }

    private async Task<IDisposable?> LockAsync()
    {
        using CancellationTokenSource limit = new(LockLimit, _time);
        while (!limit.IsCancellationRequested && !_closing)
        {
            if (LoginStore.TryLock(_configured.Path) is { } held)
            {
                return held;
            }
            await Task.Delay(LockPoll).ConfigureAwait(false);
        }
        return null;
    }

    private void Fail(string reason)
    {
        lock (_lock)
        {
            _notBefore = _time.GetUtcNow() + AfterFailure;
            if (_trouble is { IsLasting: true })
            {
                return;
            }
            _trouble = new LoginTrouble($"the {Use} has expired and was not refreshed, because of {reason}; it is tried again in a moment", false);
        }
    }

    // Called under the lock. Other processes refresh, replace and remove a login.
    private void LookAgain()
    {
        if (_time.GetElapsedTime(_lookedAt) >= BetweenLooks && StampNow() != _stamp)
        {
            Look();
        }
    }

    private void Look()
    {
        _lookedAt = _time.GetTimestamp();
        _stamp = StampNow();
        try
        {
            Adopt(LoginStore.Read(_configured.Path));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            _trouble = Lasting(LoginEnd.Removed);
        }
        catch (IOException exception)
        {
            _trouble = Lasting($"cannot be used: {WithoutPath(exception.Message)}");
        }
    }

    private void Adopt(Login login)
    {
        bool isNew = _login?.AccessToken != login.AccessToken;
        bool isRefreshed = _login?.RefreshToken != login.RefreshToken;
        _login = login;
        _trouble = LoginEnd.Of(login) is { } ended ? Lasting(ended) : null;
        if (isNew)
        {
            _token = new LoginToken(login.AccessToken, new SecretSearch(login.AccessToken), login.Account.Id);
            _notBefore = default;
        }
        if (isNew || isRefreshed)
        {
            SecretValue[] now = [.. new[] { login.AccessToken, login.RefreshToken }.OfType<string>().Select(token => new SecretValue(Use.ToString(), token))];
            _secrets = [.. now.Concat(_secrets).Distinct().Take(MostKnown)];
            _changed();
        }
    }

    private LoginTrouble Lasting(string what) => new(LoginEnd.Sentence(Use, what), true);

    // The agent reads it.
    private string WithoutPath(string message) => message.Replace(Path.GetDirectoryName(_configured.Path)! + "/", "", StringComparison.Ordinal);

    private (DateTime Written, long Length) StampNow()
    {
        FileInfo file = new(_configured.Path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
