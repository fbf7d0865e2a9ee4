using System.Text;
using SamHost.Configuration;

namespace SamHost.TestSupport;

/// <summary>Settings from JSON text, as the file <c>a.json</c> would give them.</summary>
internal static class SettingsText
{
    public static SettingsNode Parse(string json, string origin = "a.json")
    {
        var problems = new SettingsProblems();
        var node = SettingsJson.Parse(Encoding.UTF8.GetBytes(json), origin, problems);
        Assert.Empty(problems.Lines);
        return node;
    }
}
