namespace SamHost.Configuration.Tests;

/// <summary>Patterns in a schema are JavaScript's.</summary>
public class SchemaPatternTests
{
    [Theory]
    [InlineData("(?i)utf-8|x", "[uU][tT][fF]-8|[xX]")]
    [InlineData(@"(?i)\d[a-c]k", @"\d[a-c][kK]")]
    [InlineData("[A-Za-z]+", "[A-Za-z]+")]
    public void Case_is_ignored_by_sets(string pattern, string expected) => Assert.Equal(expected, SchemaPattern.Of(pattern));
}
