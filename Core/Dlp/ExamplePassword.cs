using System.Text;

namespace BotBottle.Core.Dlp;

/// <summary>Recognises the passwords of examples: words such as <c>password</c> and <c>changeme</c>, the user's name again, a repeated character.</summary>
internal static class ExamplePassword
{
    private const int Most = 160;
    private const int LeastDistinct = 5;

    // The longer one of two words with a common start comes first.
    private static readonly byte[][] Words = [.. new[]
    {
        "password", "passwd", "passwrd", "psswrd", "passphrase", "passw", "pass", "pwd", "pw", "word", "secret", "token", "apikey", "api", "access",
        "auth", "credentials", "cred", "key", "username", "user", "usr", "login", "name", "admin", "administrator", "root", "guest", "test", "testing",
        "example", "sample", "demo", "dummy", "fake", "mock", "changeme", "change", "replace", "redacted", "hidden", "masked", "placeholder", "insert",
        "enter", "here", "your", "yours", "my", "me", "the", "some", "this", "it", "is", "not", "a", "real", "local", "dev", "prod", "staging",
        "default", "postgresql", "postgres", "pg", "mysql", "mariadb", "mongodb", "mongo", "redis", "rabbitmq", "rabbit", "amqp", "ftp", "http",
        "https", "git", "github", "gitlab", "docker", "db", "database", "sql", "server", "host", "service", "app", "web", "foo", "bar", "baz", "qux",
        "abc", "xyz", "qwerty", "hunter", "letmein", "super", "strong", "secure", "simple", "new", "old", "value", "string", "id", "client", "correct",
        "horse", "battery", "staple", "encoded", "escaped", "with", "and", "or", "for", "to", "of", "x", "p", "u",
    }.OrderByDescending(word => word.Length).Select(Encoding.ASCII.GetBytes)];

    /// <summary>True for a password that nobody uses in earnest.</summary>
    /// <param name="password">The password.</param>
    /// <param name="user">The user's name.</param>
    public static bool Is(ReadOnlySpan<byte> password, ReadOnlySpan<byte> user)
    {
        Span<byte> plain = stackalloc byte[Most];
        int count = 0;
        for (int at = 0; at < Math.Min(password.Length, Most); at++)
        {
            bool isEscape = password[at] == '%' && at + 2 < password.Length && char.IsAsciiHexDigit((char)password[at + 1]);
            plain[count] = password[at];
            count += isEscape ? 0 : 1;
            at += isEscape ? 2 : 0;
        }

        ReadOnlySpan<byte> text = plain[..count];
        CharacterClasses classes = CharacterClasses.Of(text);
        bool isPlain = classes.Digits == 0 && (classes.Capitals == 0 || classes.Smalls == 0);
        return text.SequenceEqual(user) || Distinct(text) < LeastDistinct || (isPlain && text.Length < 16)
            || (classes.Capitals | classes.Smalls) == 0 || AreWords(text);
    }

    private static int Distinct(ReadOnlySpan<byte> text)
    {
        UInt128 seen = 0;
        foreach (byte value in text)
        {
            seen |= UInt128.One << (value & 127);
        }

        return (int)UInt128.PopCount(seen);
    }

    // Digits and punctuation between the words do not count.
    private static bool AreWords(ReadOnlySpan<byte> password)
    {
        Span<byte> letters = stackalloc byte[Most];
        int count = 0;
        foreach (byte value in password)
        {
            if (char.IsAsciiLetter((char)value))
            {
                letters[count++] = (byte)(value | 0x20);
            }
        }

        ReadOnlySpan<byte> rest = letters[..count];
        while (!rest.IsEmpty)
        {
            int length = 0;
            foreach (byte[] word in Words)
            {
                if (rest.StartsWith(word))
                {
                    length = word.Length;
                    break;
                }
            }

            if (length == 0)
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }
}
