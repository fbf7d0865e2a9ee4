namespace SamHost.Tests.Commands.BadInput;

/// <summary>Command lines that mean nothing. The last line points to the help.</summary>
internal static class BadCommandLines
{
    public static readonly BadInputCase[] Cases =
    [
        Line("a verb that is none", ["chek"], "There is no verb 'chek'; did you mean check?"),
        Line("an option that is none", ["--quite"], "There is no option '--quite' here; did you mean --quiet?"),
        Line("an option like no other", ["check", "--epochs=5"], "There is no option '--epochs=5' here; valid options are --set"),
        Line("an option of another verb", ["plugins", "--quiet"], "There is no option '--quiet' here; valid options are --set, --json"),
        Line("an option without its value", ["run", "--out"], "'--out'"),
        Line("a file without a verb", ["appsettings.json"], "A file of settings follows its verb; write samhost run appsettings.json."),
        Line("a file before the verb", ["appsettings.json", "check"],
            "'appsettings.json' stands before 'check'; write files and options after it: samhost check appsettings.json ..."),
        Line("an empty value of an option", ["plugins", "pin", "--out", ""],
            "--out is given an empty value; give one, or leave the option out."),
        Line("an empty name of a run", ["report", ""], "An argument is empty; leave it out, or say what it names."),
        Line("an option before the verb", ["--set", "Study:Epochs=0", "check"], "'--set' stands before 'check'"),
        new("an assignment without a sign", ["--set", "Study:Epochs"],
            "--set Study:Epochs: there is no '='; write --set Path=Value, such as --set Study:Epochs=10."),
        new("an assignment without a path", ["--set", "=1"], "--set =1: a part of the path is empty"),
        new("a listing of plugins with wrong settings", ["plugins", "--set", "Plugins:Disabled=Nobody"],
            "Plugins:Disabled:0: there is no plugin 'Nobody'"),
    ];

    private static BadInputCase Line(string name, string[] arguments, params string[] says) =>
        new(name, arguments, [.. says, "samhost --help lists verbs and options."]) { Lines = 2 };
}
