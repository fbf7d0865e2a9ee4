using SamHost.Contracts.Data;

namespace SamHost.Contracts.Tests.Data;

public sealed class DataFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("samhost-file-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "data.txt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a\nb\n", "a", "b")]
    [InlineData("a\r\n b \r\n\tc", "a", "b", "c")]
    [InlineData("a\n\n  \nb\n\n \n\n", "a", "", "", "b")]
    [InlineData("\ufeffa", "a")]
    [InlineData("\n \n")]
    [InlineData("")]
    public void Lines_have_no_space_around_them_and_empty_ones_count_but_at_the_end(string text, params string[] lines)
    {
        File.WriteAllText(Path, text);

        Assert.Equal(lines, DataFile.ReadLines(Path));
    }

    [Fact]
    public void A_file_is_read_from_its_beginning_while_others_read_it_too()
    {
        File.WriteAllBytes(Path, [1, 2, 3]);
        using var first = DataFile.Open(Path);
        using var second = DataFile.Open(Path);

        Assert.Equal((1, 1, 3), (first.ReadByte(), second.ReadByte(), first.Length));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        Refused(Path, "there is no such file");
        Refused(System.IO.Path.Combine(_folder, "none", "data.txt"), "there is no such file");
    }

    [Fact]
    public void A_folder_is_no_file() => Refused(_folder, "this is a folder: name a file");

    [Fact]
    public void A_file_that_somebody_else_writes_cannot_be_opened()
    {
        using var writer = new FileStream(Path, FileMode.Create, FileAccess.Write, FileShare.None);

        Refused(Path, "cannot be opened: ");
    }

    private static void Refused(string path, string problem)
    {
        foreach (var read in new Action[] { () => DataFile.Open(path).Dispose(), () => DataFile.ReadLines(path) })
        {
            var refused = Assert.Throws<DataFileException>(read);
            Assert.Equal((path, null), (refused.Path, refused.Location));
            Assert.StartsWith($"{path}: {problem}", refused.Message, StringComparison.Ordinal);
        }
    }
}
