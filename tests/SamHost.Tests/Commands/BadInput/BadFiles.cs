using System.Text;

namespace SamHost.Tests.Commands.BadInput;

/// <summary>Files of settings that cannot be read.</summary>
internal static class BadFiles
{
    public static readonly BadInputCase[] Cases =
    [
        File("a file that ends too early", """{ "Study": { "Epochs": 1 }""", "mine.json: line 1, column 27", "the file ends too early",
            "'}'"),
        File("a comma that is missing", "{\n  \"Study\": {}\n  \"Torch\": {}\n}", "mine.json: line 3, column 3", "','"),
        File("single quotes", "{ 'Study': {} }", "mine.json: line 1, column 3", "'''"),
        File("an empty file", "", "mine.json: line 1, column 1", "the file is empty; expected an object { ... }"),
        File("a list at the top", "[1]", "mine.json: the file holds a list; expected an object"),
        File("a key given twice", "{ \"Study\": {\n \"Epochs\": 1, \"epochs\": 2 } }",
            "mine.json: line 2, column 15: the key 'epochs' is given twice", "keep one"),
        File("a file nested too deep", """{ "Study": """ + new string('[', 100) + new string(']', 100) + "}", "mine.json: line 1",
            "depth of 64"),
        new("a file in another encoding", ["run", "mine.json"], "mine.json: the file is not UTF-8 text; expected JSON in UTF-8.")
        {
            Files = { ["mine.json"] = Encoding.Latin1.GetBytes("""{ "Study": { "Name": "ä" } }""") },
        },
        new("a broken appsettings.json", [], "appsettings.json: line 1, column",
            "the file ends too early") { Files = { ["appsettings.json"] = "{"u8.ToArray() } },
        new("a file that is not there", ["run", "nowhere.json"], "nowhere.json: the file does not exist; looked for ", "/nowhere.json."),
        new("a folder for a file", ["run", "folder"],
            "folder: this is a folder; give the path of a JSON file.") { Files = { ["folder/x"] = [] } },
        new("two files that cannot be read", ["run", "one.json", "two.json"], "one.json: the file does not exist",
            "two.json: the file does not exist") { Lines = 2 },
    ];

    private static BadInputCase File(string name, string text, params string[] says) =>
        new(name, ["run", "mine.json"], says) { Files = { ["mine.json"] = Encoding.UTF8.GetBytes(text) } };
}
