using System.IO.Compression;
using System.Text;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.DatasetCsv;

namespace SamHost.ShippedPlugins.Tests.DatasetCsv;

public sealed class MalformedCsvTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("csv-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("", null, "the file is empty")]
    [InlineData("\n\n", null, "the file is empty")]
    [InlineData("x,y,kind\n", "line 2", "expected a row of data after the column names")]
    [InlineData("1,2,a\n3,,b\n", "line 2, column 2", "expected a finite number and found an empty cell")]
    [InlineData("1,2,a\n3,NA,b\n", "line 2, column 2", "found 'NA'")]
    [InlineData("1,2,a\n3,nan,b\n", "line 2, column 2", "found 'nan'")]
    [InlineData("1,2,a\n3,1e39,b\n", "line 2, column 2", "expected a finite number and found '1e39'")]
    [InlineData("1,2,a\n-Infinity,2,b\n", "line 2, column 1", "found '-Infinity'")]
    [InlineData("1,2,a\n1,\"1,5\",b\n", "line 2, column 2", "found '1,5'")]
    [InlineData("1,2,a\n1,0x10,b\n", "line 2, column 2", "found '0x10'")]
    [InlineData("1,2,a\n3,4,\n", "line 2, column 3", "expected a label and found an empty cell")]
    [InlineData("x,y,kind\n1,2,a\n3,?,b\n", "line 3, column 2", "expected a finite number in 'y' and found '?'")]
    [InlineData("x,y,kind\n1,2,a\n3,4,\" \"\n", "line 3, column 3", "expected a label in 'kind' and found an empty cell")]
    [InlineData("1,?,a\n3,4,b\n", "line 1, column 2", "set HasHeader to true")]
    [InlineData("1,2,a\n3,b\n", "line 2", "expected 3 cells, as in the first row, and found 2")]
    [InlineData("1,2,a\n3,4,b,\n", "line 2", "expected 3 cells, as in the first row, and found 4")]
    [InlineData("1,2,a\n\n\n3,4\n", "line 4", "found 2")]
    [InlineData("1,2,\"a\nb\"\n3,x,b\n", "line 3, column 2", "found 'x'")]
    [InlineData("1;2;a\n3;4;b\n", "line 1", "separated by ',', and found a single cell: is Separator right?")]
    [InlineData("1,2,a\n3,4,a\n", "column 3", "expected at least two different labels and found only 'a'")]
    public void A_wrong_table_names_the_line_and_the_column(string contents, string? location, string message)
    {
        Write("train.csv", contents);

        Refused(new CsvOptions { Path = "train.csv" }, "train.csv", location, message);
    }

    [Theory]
    [InlineData("1,2,a\n3,4,\"b\n5,6,c\n", "line 2", "begins in this row and is never closed")]
    [InlineData("1,2,a\n3,4,\"b\"c\n5,6,c\n", "line 2", "expected a separator after the closing quote")]
    [InlineData("1,2,a\n3,4,b\"c\n5,6,c\n", "line 2", "in quotes as a whole")]
    [InlineData("1,2,\"a\nb\"\n3,4,\"c\"\"\n5,6,c\n", "line 3", "never closed")]
    public void Quotes_that_break_the_rules_name_the_line(string contents, string location, string message)
    {
        Write("train.csv", contents);

        Refused(new CsvOptions { Path = "train.csv" }, "train.csv", location, message);
    }

    [Fact]
    public void Text_that_is_not_UTF_8_names_the_line()
    {
        File.WriteAllBytes(Path.Combine(folder, "train.csv"), [.. "1,a\n2,caf"u8, 0xe9, (byte)'\n']);

        Refused(new CsvOptions { Path = "train.csv" }, "train.csv", "line 2", "expected UTF-8 text");
    }

    [Theory]
    [InlineData("9,2,a\n1,2,z\n", "line 2, column 3", "expected a label that occurs in the training file, and found 'z'")]
    [InlineData("1,2\n", "line 1", "expected 3 columns, as ")]
    [InlineData("1,2,a\n1,x,a\n", "line 2, column 2", "found 'x'")]
    [InlineData("x,z,kind\n1,2,a\n", "line 1, column 2", "expected the column 'y', as in ")]
    [InlineData("", null, "the file is empty")]
    public void A_test_file_that_does_not_fit_the_training_file_names_the_place(string contents, string? location, string message)
    {
        Write("train.csv", "x,y,kind\n1,2,a\n3,4,b\n");
        Write("test.csv", contents);

        Refused(new CsvOptions { Path = "train.csv", TestPath = "test.csv" }, "test.csv", location, message);
    }

    [Theory]
    [InlineData("colour", null, "has no column 'colour'; its first row holds 'x', 'x', 'kind'")]
    [InlineData("colour", false, "HasHeader says that there are no names")]
    [InlineData("x", null, "2 columns of ")]
    [InlineData("3", null, "from 0 to 2, or from -3 to -1")]
    [InlineData("-4", null, "from 0 to 2, or from -3 to -1")]
    public void A_label_column_that_is_not_there_is_an_error_of_its_option(string column, bool? hasHeader, string message)
    {
        Write("train.csv", "x,x,kind\n1,2,a\n3,4,b\n");
        var options = new CsvOptions { Path = "train.csv", LabelColumn = column, HasHeader = hasHeader };

        var refused = Assert.Throws<ComponentException>(() => Load(options));

        Assert.Equal("LabelColumn", refused.Option);
        Assert.Contains(message, refused.Message);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_told_apart()
    {
        Directory.CreateDirectory(Path.Combine(folder, "tables"));
        Write("train.csv", "1,a\n2,b\n");

        Refused(new CsvOptions { Path = "missing.csv" }, "missing.csv", null, "there is no such file");
        Refused(new CsvOptions { Path = "tables" }, "tables", null, "this is a folder: name a file");
        Refused(new CsvOptions { Path = "train.csv", TestPath = "missing.csv" }, "missing.csv", null, "there is no such file");
    }

    [Theory]
    [InlineData(20)] // of the data and the trailer
    [InlineData(3)] // of the trailer only
    [InlineData(0)]
    public void A_packed_file_that_is_cut_short_is_refused(int missing)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 2000).Select(row => $"{row},{row % 2}\n"))));
        File.WriteAllBytes(Path.Combine(folder, "train.csv.gz"), packed.ToArray()[..^missing]);
        var options = new CsvOptions { Path = "train.csv.gz" };

        if (missing == 0)
            Load(options);
        else
            Refused(options, "train.csv.gz", null, "cannot be read: ");
    }

    [Fact]
    public void A_packed_file_that_is_no_gzip_is_refused()
    {
        Write("train.csv.gz", "1,a\n2,b\n");

        Refused(new CsvOptions { Path = "train.csv.gz" }, "train.csv.gz", null, "cannot be read: ");
    }

    [Fact]
    public void A_row_without_end_is_refused_before_it_fills_the_memory()
    {
        Write("train.csv", "1,a\n2,b" + new string('b', 17 << 20));

        Refused(new CsvOptions { Path = "train.csv" }, "train.csv", "line 2", "a row of at most 16777216 bytes");
    }

    private void Refused(CsvOptions options, string file, string? location, string message)
    {
        var refused = Assert.Throws<DataFileException>(() => Load(options));

        Assert.Equal((Path.Combine(folder, file), location), (refused.Path, refused.Location));
        Assert.Contains(message, refused.Message);
    }

    private void Write(string name, string contents) => File.WriteAllText(Path.Combine(folder, name), contents);

    private void Load(CsvOptions options) => new CsvLoader(options).Load(new DatasetRequest(1, folder)).Dispose();
}
