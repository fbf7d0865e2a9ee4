using Spectre.Console;

namespace SamHost.Display;

/// <summary>What kind of output the console is.</summary>
internal static class ConsoleKind
{
    /// <summary>Whether the output goes to a file or another program: plain lines, no bars and no colours.</summary>
    public static bool IsPlain(this IAnsiConsole console) => !console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal;

    /// <summary>Says why the process ends in the middle of its runs, and leaves the terminal as it was.</summary>
    public static void Abandon(this IAnsiConsole console, string text)
    {
        console.WriteLine(text);
        console.WriteLine(
            "The study ends here, since its runs share this process; the same command goes on with what is missing, and --parallel keeps "
                + "runs apart.");
        console.Cursor.Show();
    }
}
