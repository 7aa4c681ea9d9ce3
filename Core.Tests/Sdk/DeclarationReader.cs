using System.Text.RegularExpressions;

namespace BotBottle.Core.Tests.Sdk;

/// <summary>
/// Reads the declarations of a .d.ts file: interfaces, classes, aliases, namespaces, imports. Methods are left out. It knows what SDKs' generators write and no more; what
/// it does not know becomes <see cref="TypeNode.Other"/>.
/// </summary>
internal sealed partial class DeclarationReader
{
    private readonly string _file;
    private readonly List<string> _tokens;
    private readonly List<Declaration> _found = [];
    private int _at;

    private DeclarationReader(string file)
    {
        _file = file;
        _tokens = [.. Token().Matches(Comment().Replace(File.ReadAllText(file), " ")).Select(match => match.Value)];
    }

    /// <summary>The declarations of a file.</summary>
    public static IReadOnlyList<Declaration> Read(string file)
    {
        DeclarationReader reader = new(file);
        reader.ReadScope("");
        return reader._found;
    }

    private string Next => _at < _tokens.Count ? _tokens[_at] : "";

    [GeneratedRegex(@"/\*.*?\*/|(?<=^|[\s;{}])//[^\n]*", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex("""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|[A-Za-z_$#][\w$]*|-?\d[\w.]*|=>|\.\.\.|[^\s]""")]
    private static partial Regex Token();

    private void ReadScope(string scope)
    {
        while (Next is not ("" or "}"))
        {
            switch (Next)
            {
                case "export" or "declare" or "abstract" or "default":
                    _at++;
                    break;
                case "interface" or "class":
                    _at++;
                    ReadInterface(scope);
                    break;
                case "type" when _tokens[_at + 2] is "=" or "<":
                    _at++;
                    ReadAlias(scope);
                    break;
                case "namespace" or "module":
                    _at++;
                    string name = Take();
                    Expect("{");
                    ReadScope(scope.Length == 0 ? name : $"{scope}.{name}");
                    Expect("}");
                    break;
                case "import" or "const" or "let" or "function" or "enum" or "{" or "*":
                    SkipStatement();
                    break;
                default:
                    _at++;
                    break;
            }
        }
    }

    private void ReadInterface(string scope)
    {
        string name = Take();
        SkipArguments();
        List<TypeNode> bases = [];
        while (Next is not ("{" or ""))
        {
            if (Take() is "extends" or ",")
            {
                bases.Add(ReadPostfix());
            }
        }

        _found.Add(new Declaration(_file, scope, name, bases, ReadShape()));
    }

    private void ReadAlias(string scope)
    {
        string name = Take();
        SkipArguments();
        Expect("=");
        _found.Add(new Declaration(_file, scope, name, [], ReadType()));
    }

    private TypeNode ReadType()
    {
        List<TypeNode> members = [];
        do
        {
            _at += Next is "|" or "&" ? 1 : 0;
            members.Add(ReadPostfix());
        }
        while (Next is "|" or "&");

        if (Next is "extends" or "=>" or "is")
        {
            // A condition, a function: of no use here.
            SkipUntil();
            return new TypeNode.Other("condition");
        }

        return members.Count == 1 ? members[0] : new TypeNode.Union(members);
    }

    private TypeNode ReadPostfix()
    {
        TypeNode type = ReadPrimary();
        while (Next == "[")
        {
            int from = ++_at;
            SkipToClose("]");
            type = from == _at - 1 ? new TypeNode.List(type) : new TypeNode.Other("element");
        }

        return type;
    }

    private TypeNode ReadPrimary()
    {
        string token = Take();
        switch (token)
        {
            case "readonly" or "keyof" or "typeof" or "unique" or "infer" or "new" or "asserts":
                return ReadPostfix();
            case "{":
                _at--;
                return ReadShape();
            case "(":
                int from = _at;
                SkipToClose(")");
                if (Next == "=>")
                {
                    _at++;
                    ReadType();
                    return new TypeNode.Other("function");
                }

                _at = from;
                TypeNode inner = ReadType();
                Expect(")");
                return inner;
            case "[":
                SkipToClose("]");
                return new TypeNode.Other("tuple");
            case ['\'' or '"', ..]:
                return new TypeNode.Literal(token[1..^1]);
        }

        string name = token;
        if (token == "import" && Next == "(")
        {
            _at++;
            SkipToClose(")");
        }

        while (Next == "." && _tokens[_at + 1] is [(>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or '_', ..])
        {
            name += "." + _tokens[_at + 1];
            _at += 2;
        }

        List<TypeNode> arguments = [];
        if (Next == "<")
        {
            do
            {
                _at++;
                arguments.Add(ReadType());
            }
            while (Next == ",");
            Expect(">");
        }

        return name is "Array" or "ReadonlyArray" or "Iterable" && arguments.Count == 1 ? new TypeNode.List(arguments[0])
            : char.IsLetter(name[0]) || name[0] == '_' ? new TypeNode.Reference(name, arguments) : new TypeNode.Other(name);
    }

    private TypeNode.Shape ReadShape()
    {
        List<TypeNode.Member> members = [];
        Expect("{");
        while (Next is not ("}" or ""))
        {
            if (Next is ";" or "," or "static" or "private" or "protected" or "public" or "declare" or "abstract" || (Next is "readonly" or "get" or "set" && _tokens[_at + 1] is not (":" or "?" or "(")))
            {
                _at++;
            }
            else if (Next == "[")
            {
                // An index signature, or a computed name.
                _at++;
                SkipToClose("]");
                _at += Next == "?" ? 1 : 0;
                if (Next == ":")
                {
                    _at++;
                    members.Add(new TypeNode.Member("*", true, ReadType()));
                }
            }
            else
            {
                ReadMember(members);
            }
        }

        Expect("}");
        return new TypeNode.Shape(members);
    }

    private void ReadMember(List<TypeNode.Member> members)
    {
        string name = Take().Trim('\'', '"');
        bool optional = Next == "?";
        _at += optional ? 1 : 0;
        if (Next == ":")
        {
            _at++;
            members.Add(new TypeNode.Member(name, optional, ReadType()));
        }

        // What is left is a method's.
        for (SkipUntil(); Next is ")" or "]" or ","; SkipUntil())
        {
            _at++;
        }
    }

    // Behind the bracket that closes what is open.
    private void SkipToClose(string close)
    {
        for (int depth = 0; ; _at++)
        {
            if (depth == 0 && Next == close)
            {
                _at++;
                return;
            }

            depth += Next is "(" or "[" or "{" ? 1 : Next is ")" or "]" or "}" ? -1 : 0;
            if (Next.Length == 0 || depth < 0)
            {
                throw new InvalidOperationException($"{_file}: a '{close}' is missing");
            }
        }
    }

    // To the end of what was begun: a ; or , or closing bracket outside of inner brackets.
    private void SkipUntil()
    {
        int depth = 0;
        for (; _at < _tokens.Count; _at++)
        {
            if (depth == 0 && Next is ";" or "," or ")" or "]" or "}")
            {
                return;
            }

            depth += Next is "(" or "[" or "{" or "<" ? 1 : Next is ")" or "]" or "}" or ">" ? -1 : 0;
        }
    }

    private void SkipStatement()
    {
        int depth = 0;
        for (; _at < _tokens.Count; _at++)
        {
            if (depth == 0 && Next == ";")
            {
                _at++;
                return;
            }

            depth += Next is "(" or "[" or "{" ? 1 : Next is ")" or "]" or "}" ? -1 : 0;
            if (depth == 0 && Next == "}" && _at + 1 < _tokens.Count && _tokens[_at + 1] is not ("from" or ";" or ":" or "," or "="))
            {
                _at++;
                return;
            }
        }
    }

    private void SkipArguments()
    {
        if (Next != "<")
        {
            return;
        }

        int depth = 0;
        do
        {
            depth += Next == "<" ? 1 : Next == ">" ? -1 : 0;
            _at++;
        }
        while (depth > 0 && _at < _tokens.Count);
    }

    private string Take() => _at < _tokens.Count ? _tokens[_at++] : throw new InvalidOperationException($"{_file} ends in the middle of a declaration");

    private void Expect(string token)
    {
        int at = _at;
        if (Take() != token)
        {
            throw new InvalidOperationException($"{_file}: '{token}' expected after: {string.Join(' ', _tokens.Skip(Math.Max(0, at - 20)).Take(24))}");
        }
    }
}
