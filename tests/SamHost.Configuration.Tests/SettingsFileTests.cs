using System.Text;
using CsCheck;

namespace SamHost.Configuration.Tests;

public sealed class SettingsFileTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();
    private readonly SettingsProblems problems = new();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Comments_trailing_commas_and_a_byte_order_mark_are_allowed()
    {
        File.WriteAllText(path, "// why\n{ \"Study\": { \"Seeds\": [1, 2,], /* more */ \"Name\": \"é\", }, }", new UTF8Encoding(true));

        var node = SettingsFile.Read(path, problems);

        Assert.Empty(problems.Lines);
        Assert.Equal("""{"Study":{"Seeds":[1,2],"Name":"\u00E9"}}""", node!.ToJson()!.ToJsonString());
        Assert.Equal(path, node["study"]!["SEEDS"]!.Elements[1].Origin);
    }

    [Theory]
    [InlineData("{ \"a\": 1,\n  \"b\" 2 }", "line 2, column 7: '2' is invalid after a property name. Expected a ':'.")]
    [InlineData(
        "{ \"é\": x }",
        "line 1, column 8: 'x' is an invalid start of a value. "
        + "Expected a string in double quotes, a number, true, false, null, '{' or '['.")]
    [InlineData("{ \"a\": 1 \n\n \"b\": 2 }", "line 3, column 2: '\"' is invalid after a value. Expected either ',', '}', or ']'.")]
    [InlineData("{\n  a: 1 }", "line 2, column 3: 'a' is an invalid start of a property name. Expected a '\"'.")]
    [InlineData("{ \"a\": {\n", "line 2, column 1: the file ends too early; expected the '}' or ']' of what is still open.")]
    [InlineData("{} {}", "line 1, column 4: '{' is invalid after a single JSON value. Expected end of data.")]
    [InlineData("", "line 1, column 1: the file is empty; expected an object { ... }.")]
    [InlineData(
        "{ \"a\": \"\\ud800\" }",
        "line 1, column 8: The string holds half of a surrogate pair. Expected both halves, such as \\ud83d\\ude00.")]
    [InlineData("{ \"a\": tru }", "line 1, column 11: 'tru }' is an invalid JSON literal. Expected the literal 'true'.")]
    [InlineData("[1]", "the file holds a list; expected an object { ... }.")]
    [InlineData("5", "the file holds 5; expected an object { ... }.")]
    public void A_syntax_error_names_the_place_and_what_was_expected(string text, string expected)
    {
        File.WriteAllText(path, text);

        Assert.Null(SettingsFile.Read(path, problems));

        Assert.Equal([$"{path}: {expected}"], problems.Lines);
    }

    [Fact]
    public void A_key_given_twice_is_a_problem_in_whatever_case()
    {
        File.WriteAllText(path, "{ \"a\": { \"Seeds\": 1,\n  \"seeds\": 2 },\n \"A\": 3 }");

        Assert.NotNull(SettingsFile.Read(path, problems));

        Assert.Equal(
            [
                $"{path}: line 2, column 3: the key 'seeds' is given twice in the same object; keep one of them.",
                $"{path}: line 3, column 2: the key 'A' is given twice in the same object; keep one of them.",
            ],
            problems.Lines);
    }

    [Fact]
    public void Another_encoding_is_a_problem()
    {
        File.WriteAllText(path, "{}", Encoding.Unicode);

        Assert.Null(SettingsFile.Read(path, problems));

        Assert.Equal([$"{path}: the file is not UTF-8 text; expected JSON in UTF-8."], problems.Lines);
    }

    [Fact]
    public void However_a_file_is_damaged_it_is_a_problem_and_no_crash()
    {
        var whole = Encoding.UTF8.GetBytes("{ \"Study\": { \"Namé\": \"\\ud83d\\ude00\", // x\n \"Seeds\": [1, -2e3, true, null,], } }");
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, whole.Length], Gen.Byte).Sample(
            (changed, length, value) =>
            {
                var damaged = whole[..length];
                if (changed < length)
                    damaged[changed] = value;
                File.WriteAllBytes(path, damaged);
                var found = new SettingsProblems();
                Assert.Equal(SettingsFile.Read(path, found) is null || IsDouble(found), found.Count > 0);
            },
            iter: 3000,
            threads: 1);

        static bool IsDouble(SettingsProblems found) => found.Lines.All(line => line.Contains("given twice")) && found.Count > 0;
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_problems()
    {
        Assert.Null(SettingsFile.Read("no/such.json", problems));
        Assert.Null(SettingsFile.Read(Path.GetTempPath(), problems));
        Assert.Null(SettingsFile.Read("", problems));

        Assert.Equal(
            [
                $"no/such.json: the file does not exist; looked for {Path.GetFullPath("no/such.json")}.",
                $"{Path.GetTempPath()}: this is a folder; give the path of a JSON file.",
                "the name of the file is empty or malformed; give the path of a JSON file.",
            ],
            problems.Lines);
    }
}
