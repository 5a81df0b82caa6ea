"""Vietnamese for the messages of WTForms and Flask-WTF themselves."""

from __future__ import annotations

from typing import Final


VIETNAMESE: Final = {
    "This field is required.": "Vui lòng nhập mục này.",
    "Invalid input.": "Giá trị nhập không hợp lệ.",
    "Invalid field name '%s'.": "Tên trường “%s” không hợp lệ.",
    "Field must be equal to %(other_name)s.": "Phải giống mục %(other_name)s.",
    "Field must be at least %(min)d character long.": "Cần ít nhất %(min)d ký tự.",
    "Field must be at least %(min)d characters long.": "Cần ít nhất %(min)d ký tự.",
    "Field cannot be longer than %(max)d character.": "Không dài quá %(max)d ký tự.",
    "Field cannot be longer than %(max)d characters.": "Không dài quá %(max)d ký tự.",
    "Field must be exactly %(max)d character long.": "Phải có đúng %(max)d ký tự.",
    "Field must be exactly %(max)d characters long.": "Phải có đúng %(max)d ký tự.",
    "Field must be between %(min)d and %(max)d characters long.": (
        "Cần từ %(min)d đến %(max)d ký tự."
    ),
    "Number must be at least %(min)s.": "Số phải từ %(min)s trở lên.",
    "Number must be at most %(max)s.": "Số không được quá %(max)s.",
    "Number must be between %(min)s and %(max)s.": ("Số phải từ %(min)s đến %(max)s."),
    "Date must be at least %(min)s.": "Ngày phải từ %(min)s trở đi.",
    "Date must be at most %(max)s.": "Ngày không được sau %(max)s.",
    "Date must be between %(min)s and %(max)s.": ("Ngày phải từ %(min)s đến %(max)s."),
    "Invalid email address.": "Địa chỉ thư điện tử không hợp lệ.",
    "Invalid IP address.": "Địa chỉ IP không hợp lệ.",
    "Invalid Mac address.": "Địa chỉ MAC không hợp lệ.",
    "Invalid URL.": "Địa chỉ liên kết không hợp lệ.",
    "Invalid UUID.": "Mã UUID không hợp lệ.",
    "Invalid value, must be one of: %(values)s.": (
        "Giá trị phải là một trong các giá trị: %(values)s."
    ),
    "Invalid value, can't be any of: %(values)s.": (
        "Giá trị không được là một trong các giá trị: %(values)s."
    ),
    "This field cannot be edited.": "Mục này không sửa được.",
    "This field is disabled and cannot have a value.": (
        "Mục này đang khóa, không nhận giá trị."
    ),
    "Invalid CSRF Token.": "Mã xác nhận biểu mẫu không hợp lệ.",
    "CSRF token missing.": "Thiếu mã xác nhận biểu mẫu.",
    "CSRF failed.": "Không xác nhận được biểu mẫu.",
    "CSRF token expired.": "Mã xác nhận biểu mẫu đã hết hạn.",
    "Invalid Choice: could not coerce.": "Lựa chọn không hợp lệ.",
    "Choices cannot be None.": "Chưa có danh sách lựa chọn.",
    "Not a valid choice.": "Lựa chọn này không có trong danh sách.",
    "Invalid choice(s): one or more data inputs could not be coerced.": (
        "Có lựa chọn không hợp lệ."
    ),
    "'%(value)s' is not a valid choice for this field.": (
        "“%(value)s” không có trong danh sách."
    ),
    "'%(value)s' are not valid choices for this field.": (
        "“%(value)s” không có trong danh sách."
    ),
    "Not a valid datetime value.": "Ngày giờ không hợp lệ.",
    "Not a valid date value.": "Ngày không hợp lệ.",
    "Not a valid time value.": "Giờ không hợp lệ.",
    "Not a valid week value.": "Tuần không hợp lệ.",
    "Not a valid integer value.": "Cần một số nguyên.",
    "Not a valid decimal value.": "Cần một số thập phân.",
    "Not a valid float value.": "Cần một số.",
    "Invalid File.": "Tệp không hợp lệ.",
    "File does not have an approved extension: %(extensions)s": (
        "Chỉ nhận tệp có đuôi: %(extensions)s"
    ),
    "File does not have an approved extension.": "Đuôi tệp không được chấp nhận.",
}
