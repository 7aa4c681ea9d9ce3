using System.CommandLine;
using System.Text;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary><c>login</c>: keeps an agent's login outside of the bottles. Groups <c>ls</c>, <c>rm</c> and <c>test</c>.</summary>
internal static class LoginCommand
{
    private const int MostBytes = 256 * 1024;

    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "login",
            "Keep an agent's login for its bottles, outside of them: the proxy adds the token to requests and refreshes it, and the agent holds a placeholder. "
                + "Without an option the agent's own login runs here, in a HOME that is deleted after it. The login is kept in ~/.bot-bottle/logins.",
            "bot-bottle login claude", "bot-bottle login codex --name work", "bot-bottle login claude --import ~/.claude/.credentials.json",
            "claude setup-token  and then: bot-bottle login claude --token-stdin", "gh auth token | bot-bottle login copilot --token-stdin");
        Argument<string> agent = LoginArgument.Agent($" Gemini CLI's login cannot be kept; 'bot-bottle login {LoginArgument.Gemini}' says why.");
        Option<string> name = LoginArgument.Name();
        Option<string?> import = new("--import")
        {
            Description = "Take the login from the agent's own file (~/.claude/.credentials.json, ~/.codex/auth.json); - is standard input. Both then share "
                + "its refresh token, and vendors replace that at each refresh: the program that it came from may have to log in again.",
            HelpName = "FILE",
        };
        Option<bool> token = new("--token-stdin")
        {
            Description = "Take a token that is never refreshed from standard input: of 'claude setup-token', or a GitHub token for Copilot.",
        };
        verb.Add(agent);
        verb.Add(name);
        verb.Add(import);
        verb.Add(token);
        verb.Add(LoginListCommand.Create(host));
        verb.Add(LoginRemoveCommand.Create(host));
        verb.Add(LoginTestCommand.Create(host));
        verb.SetAction(async (parsed, cancellation) =>
        {
            LoginArgument.HideMemory(host);
            LoginUse use = LoginArgument.Of(parsed.GetRequiredValue(agent), parsed.GetRequiredValue(name));
            string? file = parsed.GetValue(import);
            if (file is not null && parsed.GetValue(token))
            {
                throw CommandFailure.Usage("--import and --token-stdin exclude each other", "Give one of them, or neither.");
            }

            Login login = parsed.GetValue(token) ? OfToken(host, use)
                : file is not null ? Import(host, use, file)
                : await new LoginFlow(host, use).RunAsync(cancellation);
            bool isNew = await new LoginKeeper(host).KeepAsync(login, cancellation);
            host.Output.WriteLine(TerminalText.Clean(
                $"{(isNew ? "kept" : "replaced")}: {use}{(login.Account.Email is { } email ? $" of {email}" : "")}, "
                    + LoginListCommand.StateOf(login, host.Time.GetUtcNow())));
            if (file is not null && login.RefreshToken is not null)
            {
                host.Output.WriteLine(TerminalText.Clean(
                    $"It shares its refresh token with {login.Source}: whichever refreshes first may end the other one's login. For a login of its own: "
                        + $"bot-bottle login {use.Agent}{(use.Name == LoginUse.DefaultName ? "" : $" --name {use.Name}")}"));
            }

            return ExitCode.Ok;
        });
        return verb;
    }

    private static Login OfToken(CommandHost host, LoginUse use)
    {
        string text = Encoding.UTF8.GetString(ReadInput()).Trim();
        return Make(() => LoginImport.OfToken(use, text, "standard input", host.Time.GetUtcNow()), "the token on standard input");
    }

    private static Login Import(CommandHost host, LoginUse use, string file)
    {
        string path = file == "-" ? "standard input" : Path.GetFullPath(file, host.Folder);
        byte[] text;
        try
        {
            text = file == "-" ? ReadInput() : RegularFile.Read(path, MostBytes, Links.Follow);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Usage, $"--import: {FileTrouble.Say(path, path, failure)}", null, failure);
        }

        return Make(() => LoginImport.Read(use, text, path, host.Time.GetUtcNow()), path);
    }

    private static Login Make(Func<Login> read, string from)
    {
        try
        {
            return read();
        }
        catch (FormatException wrong)
        {
            throw new CommandFailure(ExitCode.Usage, $"{from} holds no login: {wrong.Message}", null, wrong);
        }
    }

    private static byte[] ReadInput()
    {
        using Stream input = Console.OpenStandardInput();
        using MemoryStream all = new();
        byte[] piece = new byte[16 * 1024];
        for (int read = input.Read(piece); read > 0 && all.Length <= MostBytes; read = input.Read(piece))
        {
            all.Write(piece, 0, read);
        }

        return all.ToArray();
    }
}
