using System.IO.Compression;
using System.Text;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.DatasetTable;

namespace SamHost.ShippedPlugins.Tests.DatasetTable;

public sealed class MalformedCsvTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("csv-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("\n\n", "the file is empty")]
    [InlineData("x,y,kind\n", "expected a row of data, and there is none")]
    [InlineData("1,2,a\n3,,b\n", "cells of * are missing (column 2: 1). Set Missing to Drop")]
    [InlineData("1,2,a\n3,NA,b\n", "are missing (column 2: 1)")]
    [InlineData("1,2,a\n3,nan,b\n", "are missing (column 2: 1)")]
    [InlineData("x,y,kind\n1,2,a\n3,?,b\n", "are missing (column 'y': 1)")]
    [InlineData("1,?,a\n3,4,b\n", "are missing (column 2: 1)")]
    [InlineData("1,2,a\n3,4,\n", "are missing (label: 1)")]
    [InlineData("x,y,kind\n1,2,a\n3,4,\" \"\n", "are missing (label: 1)")]
    [InlineData("1,2,a\n3,1e39,b\n", "data row 1, column 2: expected a finite number that single precision holds")]
    [InlineData("1,2,a\n-Infinity,2,b\n", "data row 1, column 1: expected a finite number")]
    [InlineData("1,2,a\n1,\"1,5\",b\n", "column 2 holds numbers with a decimal comma: set DecimalSeparator to ','")]
    [InlineData("1,2,a\n1,\"1,500\",b\n", "column 2 holds numbers such as '1,500': set Thousands")]
    [InlineData("1,2,a\n1,3,a\n1,2 mm,b\n", "column 2 holds numbers, and 1 cells that are none, such as '2 mm'")]
    [InlineData("1,2,\"a\nb\"\n2,3,b\n3,x\ty,b\n", "column 2 holds numbers, and 1 cells that are none, such as 'x\\ty'")]
    [InlineData("1,2,a\n3,b\n", "line 2: expected 3 cells, as the lines before, and found 2")]
    [InlineData("1,2,a\n3,4,b,5\n", "line 2: expected 3 cells, as the lines before, and found 4")]
    [InlineData("1,2,a\n\n\n3,4\n", "line 4: expected 3 cells, as the lines before, and found 2")]
    [InlineData("1;2;a\n3;4;b\n", "line 1: expected at least a feature and the label, separated by ',', and found a single cell")]
    [InlineData("1,2,a\n3,4,a\n", "column 3: expected at least two different labels and found only 'a'")]
    public void A_wrong_table_is_refused_by_name(string contents, string message)
    {
        Write("train.csv", contents);

        Refused(new CsvOptions { Path = "train.csv" }, "train.csv", message);
    }

    [Theory]
    [InlineData("1,2,a\n3,4,\"b\n5,6,c\n", "line 2: a quoted cell is never closed")]
    [InlineData("1,2,a\n3,4,\"b\"c\n5,6,c\n", "line 2: a quoted cell is never closed, or something stands behind")]
    [InlineData("1,2,\"a\nb\"\n3,4,\"c\"\"\n5,6,c\n", "a quoted cell is never closed")]
    public void Quotes_that_break_the_rules_name_the_line(string contents, string message)
    {
        Write("train.csv", contents);

        Refused(new CsvOptions { Path = "train.csv" }, "train.csv", message);
    }

    [Theory]
    [InlineData("x,y,kind\n9,2,a\n1,2,z\n", "data row 1, column 'kind': expected a label that occurs in the training file, and found 'z'")]
    [InlineData("x,kind\n1,a\n", "expected 3 columns, as the training table has, and found 2")]
    [InlineData("x,y,kind\n1,x,a\n", "column 'y': expected numbers, as in the training table, and found texts")]
    [InlineData("x,z,kind\n1,2,a\n", "column 2: expected 'y', as in the training table, and found 'z'")]
    [InlineData("y,x,kind\n1,2,a\n", "column 1: expected 'x', as in the training table, and found 'y'")]
    [InlineData("", "the file is empty")]
    public void A_test_file_that_does_not_fit_the_training_file_is_refused(string contents, string message)
    {
        Write("train.csv", "x,y,kind\n1,2,a\n3,4,b\n");
        Write("test.csv", contents);

        Refused(new CsvOptions { Path = "train.csv", TestPath = "test.csv" }, "test.csv", message);
    }

    [Theory]
    [InlineData("colour", null, "has no column 'colour'; it has 'x', 'x', 'kind'")]
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

        Refused(new CsvOptions { Path = "missing.csv" }, "missing.csv", "there is no such file");
        Refused(new CsvOptions { Path = "tables" }, "tables", "this is a folder: name a file");
        Refused(new CsvOptions { Path = "train.csv", TestPath = "missing.csv" }, "missing.csv", "there is no such file");
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
            Refused(options, "train.csv.gz", "cannot be read: ");
    }

    [Fact]
    public void A_packed_file_that_is_no_gzip_is_refused()
    {
        Write("train.csv.gz", "1,a\n2,b\n");

        Refused(new CsvOptions { Path = "train.csv.gz" }, "train.csv.gz", "cannot be read: ");
    }

    [Fact]
    public void A_row_without_end_is_refused_before_it_fills_the_memory()
    {
        Write("train.csv", "1,a\n2,b" + new string('b', 17 << 20));

        Refused(new CsvOptions { Path = "train.csv" }, "train.csv", "line 2: a row is longer than 4194304 bytes");
    }

    private void Refused(CsvOptions options, string file, string message)
    {
        var refused = Assert.ThrowsAny<ComponentException>(() => Load(options));
        var path = Path.Combine(folder, file);

        Assert.Contains(path, refused.Message);
        Assert.Contains(message.Replace("*", path, StringComparison.Ordinal), refused.Message);
    }

    private void Write(string name, string contents) => File.WriteAllText(Path.Combine(folder, name), contents);

    private void Load(CsvOptions options) => new CsvLoader(options).Load(new DatasetRequest(1, folder)).Dispose();
}
